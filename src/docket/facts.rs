//! Facts as JSON, made when they are first asked for: most questions about an account are answered by its case alone.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

use serde_json::Value;

use crate::domain::Case;

/// The facts of a case as paths address them. Reads and changes as the JSON it stands for.
#[derive(Clone, Debug)]
pub struct Facts {
    case: Arc<Case>,
    json: OnceLock<Value>,
}

impl Facts {
    /// The facts of a case.
    pub(super) const fn of(case: Arc<Case>) -> Self {
        Facts { case, json: OnceLock::new() }
    }

    /// A copy of the JSON.
    pub fn to_json(&self) -> Value {
        (**self).clone()
    }
}

impl PartialEq for Facts {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Deref for Facts {
    type Target = Value;

    fn deref(&self) -> &Value {
        self.json.get_or_init(|| self.case.to_facts())
    }
}

impl DerefMut for Facts {
    fn deref_mut(&mut self) -> &mut Value {
        let case = &self.case;
        self.json.get_or_init(|| case.to_facts());
        self.json.get_mut().expect("invariant: it was just made")
    }
}
