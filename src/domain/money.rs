//! Money: whole 分 of the yuan, never a float.

use std::fmt;
use std::iter::Sum;
use std::str::FromStr;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An amount of money in yuan, held as whole 分 (1/100 yuan).
///
/// Range: ±90 000 000 000 000 000.00 yuan. Written as a string with two decimals (`"38652.41"`); read from a string
/// or an integer number of yuan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

/// Why a text is not an amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Not digits with at most two decimals.
    #[error("not an amount: {0:?}")]
    Malformed(String),
    /// More than two decimals: which 分 is meant would be a guess.
    #[error("more than two decimals: {0:?}")]
    TooPrecise(String),
    /// Beyond the range of [`Amount`].
    #[error("too large: {0:?}")]
    TooLarge(String),
}

const LARGEST: i64 = 9_000_000_000_000_000_000;

impl Amount {
    /// No money.
    pub const ZERO: Amount = Amount(0);

    /// An amount of whole 分.
    pub const fn from_fen(fen: i64) -> Self {
        Amount(fen)
    }

    /// The amount in whole 分.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// The amount in yuan as an exact decimal.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// Rounds yuan to 分, half away from zero, the way courts and banks do. `None` beyond the range.
    pub fn round(yuan: Decimal) -> Option<Self> {
        let fen = yuan
            .checked_mul(Decimal::ONE_HUNDRED)?
            .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
            .to_i64()?;
        (fen.abs() <= LARGEST).then_some(Amount(fen))
    }

    /// The sum, or `None` beyond the range.
    pub fn checked_add(self, other: Amount) -> Option<Self> {
        self.0.checked_add(other.0).filter(|fen| fen.abs() <= LARGEST).map(Amount)
    }

    /// The difference, or `None` beyond the range.
    pub fn checked_sub(self, other: Amount) -> Option<Self> {
        self.0.checked_sub(other.0).filter(|fen| fen.abs() <= LARGEST).map(Amount)
    }

    /// Nothing owed or paid.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Less than nothing.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// With thousands separated by commas, as lists and documents print it: `38,652.41`.
    pub fn grouped(self) -> String {
        // Every line of every reason has some of these: one buffer, no formatting of parts.
        let fen = self.0.unsigned_abs();
        let digits = (fen / 100).to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 8);
        if self.0 < 0 {
            out.push('-');
        }
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(c);
        }
        out.push('.');
        if fen % 100 < 10 {
            out.push('0');
        }
        out.push_str(&(fen % 100).to_string());
        out
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", fen / 100, fen % 100))
    }
}

impl FromStr for Amount {
    type Err = AmountError;

    /// Reads `38652.41`, `38652.4`, `38652` or `-5.00`. Separators, currency signs and 万 are the business of the
    /// readers of spreadsheets.
    fn from_str(text: &str) -> Result<Self, AmountError> {
        let malformed = || AmountError::Malformed(text.to_owned());
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (yuan, fen) = rest.split_once('.').unwrap_or((rest, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if yuan.is_empty() || !digits(yuan) || !digits(fen) || (fen.is_empty() && rest.contains('.')) {
            return Err(malformed());
        }
        if fen.trim_end_matches('0').len() > 2 {
            return Err(AmountError::TooPrecise(text.to_owned()));
        }
        let fen: String = fen.chars().chain("00".chars()).take(2).collect();
        let value: i64 =
            format!("{yuan}{fen}").parse().map_err(|_| AmountError::TooLarge(text.to_owned()))?;
        if value > LARGEST {
            return Err(AmountError::TooLarge(text.to_owned()));
        }
        Ok(Amount(sign * value))
    }
}

impl Sum for Amount {
    /// Panics beyond the range, as integer addition does.
    fn sum<I: Iterator<Item = Amount>>(iter: I) -> Amount {
        iter.fold(Amount::ZERO, |a, b| Amount(a.0 + b.0))
    }
}

impl std::ops::Add for Amount {
    type Output = Amount;
    fn add(self, other: Amount) -> Amount {
        Amount(self.0 + other.0)
    }
}

impl std::ops::Sub for Amount {
    type Output = Amount;
    fn sub(self, other: Amount) -> Amount {
        Amount(self.0 - other.0)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Amount;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount in yuan such as \"38652.41\"")
            }
            fn visit_str<E: de::Error>(self, v: &str) -> Result<Amount, E> {
                v.parse().map_err(E::custom)
            }
            fn visit_i64<E: de::Error>(self, v: i64) -> Result<Amount, E> {
                v.checked_mul(100)
                    .filter(|fen| fen.abs() <= LARGEST)
                    .map(Amount)
                    .ok_or_else(|| E::custom(AmountError::TooLarge(v.to_string())))
            }
            fn visit_u64<E: de::Error>(self, v: u64) -> Result<Amount, E> {
                i64::try_from(v).map_err(E::custom).and_then(|v| self.visit_i64(v))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_two_decimals() {
        for (text, fen, written) in [
            ("0", 0, "0.00"),
            ("38652.41", 3_865_241, "38652.41"),
            ("5.5", 550, "5.50"),
            ("-0.05", -5, "-0.05"),
            ("1.500", 150, "1.50"),
        ] {
            let amount: Amount = text.parse().unwrap();
            assert_eq!((amount.fen(), amount.to_string().as_str()), (fen, written));
        }
    }

    #[test]
    fn refuses_what_would_be_a_guess() {
        for bad in ["", ".5", "5.", "1,000.00", "1.005", "￥5", "1e3", "--1", "5 ", "九"] {
            assert!(bad.parse::<Amount>().is_err(), "{bad}");
        }
        assert!(matches!("99999999999999999999".parse::<Amount>(), Err(AmountError::TooLarge(_))));
    }

    #[test]
    fn rounds_half_away_from_zero() {
        // 766.31 / 2 = 383.155: law-cn.md §1.2 gives 383.16 for the halved fee of 38,652.41.
        assert_eq!(Amount::round(Decimal::new(383_155, 3)).unwrap().to_string(), "383.16");
        assert_eq!(Amount::round(Decimal::new(-5, 3)).unwrap().to_string(), "-0.01");
    }

    #[test]
    fn groups_thousands() {
        assert_eq!(Amount::from_fen(12_345_678_901).grouped(), "123,456,789.01");
        assert_eq!(Amount::from_fen(-99_999).grouped(), "-999.99");
    }
}
