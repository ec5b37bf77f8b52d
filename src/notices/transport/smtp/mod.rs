//! Mail to a server (RFC 5321), over one connection that is kept for the next mail.
//!
//! | file | what it does |
//! |---|---|
//! | `server` | which server, how encrypted, who logs in |
//! | `wire` | a connection: opened, encrypted, logged in; one mail at a time, and of every failure at which step |
//! | `words` | what a server or the system said, in one line |
//! | `pool` | the transport: the connection kept between mails, the mail kept before it leaves |
//! | `dkim`, `key` | a signature that receivers can check (RFC 6376), and its private key |
//!
//! It must not know: files and variables in which secrets lie (`cli` reads them), the registry, the clock.

mod dkim;
mod key;
mod pool;
mod server;
mod wire;
mod words;

pub use dkim::Signer;
pub use key::KeyError;
pub use pool::Smtp;
pub use server::{Encryption, Login, PATIENCE, Secret, Server};
