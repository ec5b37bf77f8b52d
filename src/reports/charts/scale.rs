//! The lines of an axis.

/// The most steps of an axis.
const MOST: i64 = 4;

/// From zero in equal steps of 1, 2 or 5 and zeros, at most four of them, until `most` is reached: the values of the
/// lines. Where there is nothing to show, zero alone.
pub(super) fn lines(most: i64) -> Vec<i64> {
    if most <= 0 {
        return vec![0];
    }
    let step = step(most);
    let steps = most / step + i64::from(most % step != 0);
    (0..=steps).map(|n| n.saturating_mul(step)).collect()
}

fn step(most: i64) -> i64 {
    let mut unit: i64 = 1;
    loop {
        for digit in [1, 2, 5] {
            let step = unit.saturating_mul(digit);
            if step == i64::MAX || step.saturating_mul(MOST) >= most {
                return step;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// `value` of `most` as a part of `room`, at least nothing and at most all of it.
pub(super) fn part(value: i64, most: i64, room: i64) -> i64 {
    if most <= 0 {
        return 0;
    }
    let part = i128::from(value.clamp(0, most)) * i128::from(room) / i128::from(most);
    i64::try_from(part).unwrap_or(room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_few_round_steps_and_reaches_the_most() {
        assert_eq!(lines(0), [0]);
        assert_eq!(lines(-5), [0]);
        assert_eq!(lines(1), [0, 1]);
        assert_eq!(lines(7), [0, 2, 4, 6, 8]);
        assert_eq!(lines(1_000), [0, 500, 1_000]);
        assert_eq!(lines(3_865_241), [0, 1_000_000, 2_000_000, 3_000_000, 4_000_000]);
        for most in [3, 99, 12_345, i64::MAX] {
            let lines = lines(most);
            assert!(lines.len() <= 5 && *lines.last().unwrap() >= most, "{most}: {lines:?}");
        }
    }

    #[test]
    fn a_part_stays_within_its_room() {
        assert_eq!(part(1, 4, 100), 25);
        assert_eq!((part(-1, 4, 100), part(9, 4, 100), part(1, 0, 100)), (0, 100, 0));
        assert_eq!(part(i64::MAX, i64::MAX, 400), 400);
    }
}
