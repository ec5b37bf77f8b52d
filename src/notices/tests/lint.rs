//! What a message must and must not say.

use super::*;
