//! When a notice may leave, with the clock at the edge of each rule.

use super::*;
