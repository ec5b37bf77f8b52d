//! `sucheng calc fee`.

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{amount, answer};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::rules::fees::{self, FeeAsk, FeeRounding, Halving};

/// Kinds of fees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Case acceptance fee (案件受理费)
    Acceptance,
    /// Fee of a payment order (支付令申请费)
    PaymentOrder,
    /// Preservation fee (保全申请费)
    Preservation,
    /// Enforcement fee (执行申请费)
    Enforcement,
    /// Arbitration acceptance fee, from and to (仲裁案件受理费)
    Arbitration,
}

/// Ways a court rounds its fees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Rounding {
    /// To 0.01 yuan
    #[default]
    Fen,
    /// To 0.1 yuan
    Jiao,
    /// To whole yuan
    Yuan,
}

/// Court and arbitration fees
#[derive(Args, Debug)]
pub struct FeeArgs {
    /// Which fee
    #[arg(value_enum)]
    pub kind: Kind,
    /// The amount in dispute, in yuan
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub amount: String,
    /// Half the acceptance fee: mediation, withdrawal, summary procedure
    #[arg(long)]
    pub halved: bool,
    /// How the court rounds [default: fen]
    #[arg(long, value_enum, default_value = "fen", hide_default_value = true)]
    pub rounding: Rounding,
    /// The arbitration institution, where a table has its own scale
    #[arg(long, value_name = "NAME")]
    pub institution: Option<String>,
}

/// Computes the fee.
///
/// # Errors
/// An argument that cannot be read.
pub fn run(args: FeeArgs, desk: &mut Desk<'_>) -> Done {
    if args.halved && args.kind != Kind::Acceptance {
        return Err(CommandError::new(Exit::Usage, "E-CALC-HALVED"));
    }
    let rounding = match args.rounding {
        Rounding::Fen => FeeRounding::Fen,
        Rounding::Jiao => FeeRounding::Jiao,
        Rounding::Yuan => FeeRounding::Yuan,
    };
    let ask = FeeAsk { amount: amount(&args.amount, "--amount")?, on: desk.settings.as_of, rounding };
    let rules = desk.rules()?;
    let grounds: &[Halving] = if args.halved { &[Halving::Unsaid] } else { &[] };
    let ruled = match args.kind {
        Kind::Acceptance => fees::acceptance(&rules, &ask, grounds),
        Kind::PaymentOrder => fees::payment_order(&rules, &ask),
        Kind::Preservation => fees::preservation(&rules, &ask),
        Kind::Enforcement => fees::enforcement(&rules, &ask),
        Kind::Arbitration => {
            let ruled = fees::arbitration(&rules, &ask, args.institution.as_deref());
            return answer(desk, "fee", ruled, |band| json!({"min": band.min, "max": band.max}));
        }
    };
    answer(desk, "fee", ruled, |fee| json!({ "fee": fee }))
}
