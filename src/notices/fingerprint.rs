//! SHA-256 in lower-case hexadecimal digits.

use sha2::{Digest, Sha256};

/// The hash of some bytes, 64 digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    /// The one-block example of FIPS 180-2, appendix B.1.
    #[test]
    fn example_of_the_standard() {
        assert_eq!(super::sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
