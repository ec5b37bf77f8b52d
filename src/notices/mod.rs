//! E-mail: compose, outbox, transport.
