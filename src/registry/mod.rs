//! Events in a store, for ever: append-only, hash-chained, durable. Knows nothing of law.
