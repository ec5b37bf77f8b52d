//! The private key of a signature, out of the two wrappings in which it comes.

use lettre::message::dkim::{DkimSigningAlgorithm, DkimSigningKey};

use crate::notices::encoded_word::base64;

/// Object identifiers of the algorithms (RFC 8017 appendix A.1, RFC 8410 §3), as they are encoded.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// Types of ASN.1.
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

/// Why a file is no key to sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not PEM, or no private key in it.
    #[error("no private key (BEGIN PRIVATE KEY or BEGIN RSA PRIVATE KEY)")]
    NotPem,
    /// It has a passphrase.
    #[error("the key has a passphrase")]
    Encrypted,
    /// Neither RSA nor Ed25519.
    #[error("neither an RSA nor an Ed25519 key")]
    Algorithm,
    /// The domain or selector is no name in the DNS.
    #[error("the domain or selector is not a DNS name")]
    Name,
}

/// Reads a key: PKCS#8 (`BEGIN PRIVATE KEY`, what `openssl genpkey` writes) or, for RSA, PKCS#1.
pub fn read(pem: &str) -> Result<DkimSigningKey, KeyError> {
    let label = |name: &str| pem.contains(&format!("-----BEGIN {name}-----"));
    if label("ENCRYPTED PRIVATE KEY") || pem.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(KeyError::Encrypted);
    }
    if label("RSA PRIVATE KEY") {
        return rsa(pem);
    }
    if !label("PRIVATE KEY") {
        return Err(KeyError::NotPem);
    }
    let inner = pem.split("-----").nth(2).and_then(from_base64).ok_or(KeyError::NotPem)?;
    let (algorithm, key) = unwrap(&inner).ok_or(KeyError::NotPem)?;
    match algorithm {
        RSA => {
            rsa(&format!("-----BEGIN RSA PRIVATE KEY-----\n{}-----END RSA PRIVATE KEY-----\n", lines(key)))
        }
        ED25519 => {
            let (OCTETS, seed, _) = element(key).ok_or(KeyError::NotPem)? else {
                return Err(KeyError::NotPem);
            };
            DkimSigningKey::new(&base64(seed), DkimSigningAlgorithm::Ed25519).map_err(|_| KeyError::NotPem)
        }
        _ => Err(KeyError::Algorithm),
    }
}

fn rsa(pem: &str) -> Result<DkimSigningKey, KeyError> {
    DkimSigningKey::new(pem, DkimSigningAlgorithm::Rsa).map_err(|_| KeyError::NotPem)
}

/// The algorithm and the key in a PKCS#8 wrapping (RFC 5208 §5).
fn unwrap(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (SEQUENCE, whole, _) = element(der)? else { return None };
    let (INTEGER, _, rest) = element(whole)? else { return None };
    let (SEQUENCE, algorithm, rest) = element(rest)? else { return None };
    let (OBJECT, algorithm, _) = element(algorithm)? else { return None };
    let (OCTETS, key, _) = element(rest)? else { return None };
    Some((algorithm, key))
}

/// The type, the content and what follows of the first element.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[kind, length], rest) = der.split_first_chunk::<2>()?;
    let (length, rest) = match usize::from(length) {
        short @ 0..=0x7f => (short, rest),
        long => {
            let (digits, rest) = rest.split_at_checked(long & 0x7f)?;
            let length =
                digits.iter().try_fold(0_usize, |n, b| Some(n.checked_mul(256)? + usize::from(*b)))?;
            (length, rest)
        }
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((kind, content, rest))
}

fn lines(key: &[u8]) -> String {
    let text = base64(key);
    text.as_bytes().chunks(64).map(|line| format!("{}\n", String::from_utf8_lossy(line))).collect()
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for b in text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=') {
        let digit = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(digit)) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held & 0xff) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_and_back() {
        for plain in [&b""[..], b"f", b"fo", b"foo", b"foob", b"\0\xff\xfe\x80"] {
            assert_eq!(from_base64(&base64(plain)).as_deref(), Some(plain));
        }
        assert_eq!(from_base64("Zm9v\r\nYmFy").as_deref(), Some(&b"foobar"[..]));
        assert_eq!(from_base64("Zm9*"), None);
    }

    /// The example key of RFC 8410 §10.3.
    #[test]
    fn reads_what_openssl_writes_and_refuses_the_rest() {
        let key = "-----BEGIN PRIVATE KEY-----\n\
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
        assert!(read(key).is_ok());
        let why = |pem: &str| read(pem).err();
        assert_eq!(why("Zm9v"), Some(KeyError::NotPem));
        assert_eq!(
            why("-----BEGIN PRIVATE KEY-----\nMC4CAQA\n-----END PRIVATE KEY-----\n"),
            Some(KeyError::NotPem)
        );
        let encrypted = key.replace("PRIVATE", "ENCRYPTED PRIVATE");
        assert_eq!(why(&encrypted), Some(KeyError::Encrypted));
        // Ed448 (1.3.101.113) in the place of Ed25519 (1.3.101.112).
        assert_eq!(why(&key.replace("BQYDK2Vw", "BQYDK2Vx")), Some(KeyError::Algorithm));
    }
}
