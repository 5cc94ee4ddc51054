//! The columns of a table that fit into a terminal. Pure: widths in, widths out.

/// What is known about a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    /// The width that its name and its cells need.
    pub(super) natural: usize,
    /// Text may be cut; a number or an id without its end would be another one.
    pub(super) is_text: bool,
    /// Its place among the main columns, which are shown first.
    pub(super) rank: Option<usize>,
}

/// A column that is shown: its index, and its width.
pub(super) type FittedColumn = (usize, usize);

/// Text is not cut below this width to show another column that is not a main one.
const COMFORTABLE: usize = 24;
/// Text is not cut below this width to show another main column.
const LEGIBLE: usize = 8;

/// Returns the columns that fit into `room`, in their order, and their widths. If not all fit, the last ones
/// that are not main columns are left out, and then the last ones of these.
pub(super) fn fit(extents: &[Extent], room: usize) -> Vec<FittedColumn> {
    let natural = shown(extents.iter().enumerate(), |extent| extent.natural);
    if total(&natural) <= room {
        return natural;
    }
    let mut order: Vec<_> = extents.iter().enumerate().collect();
    order.sort_by_key(|(index, extent)| (extent.rank.unwrap_or(usize::MAX), *index));
    let main = order.iter().filter(|(_, extent)| extent.rank.is_some()).count().max(1);
    let comfortable = |number: usize| {
        shown(order.iter().copied().take(number), |extent| extent.at_least(COMFORTABLE))
    };
    let most = (main..=order.len()).rev().map(comfortable).find(|shown| total(shown) <= room);
    let mut fitted = most.unwrap_or_else(|| {
        let mut legible = (1..=main).rev().map(|number| cut(comfortable(number), extents, room));
        legible.find(|shown| total(shown) <= room).unwrap_or_else(|| only(&order, room))
    });
    widen(&mut fitted, extents, room);
    fitted.sort_unstable();
    fitted
}

impl Extent {
    /// Returns its width if it is text that is cut to `width`.
    fn at_least(&self, width: usize) -> usize {
        if self.is_text { self.natural.min(width) } else { self.natural }
    }
}

fn shown<'a>(
    extents: impl Iterator<Item = (usize, &'a Extent)>,
    width: impl Fn(&Extent) -> usize,
) -> Vec<FittedColumn> {
    extents.map(|(index, extent)| (index, width(extent))).collect()
}

/// Returns the width of a table: each column has a line before it and a space on each side.
pub(super) fn total(shown: &[FittedColumn]) -> usize {
    shown.iter().fold(1, |sum, (_, width)| sum.saturating_add(*width).saturating_add(3))
}

/// Cuts text until the table fits, from the last column on.
fn cut(mut shown: Vec<FittedColumn>, extents: &[Extent], room: usize) -> Vec<FittedColumn> {
    let mut excess = total(&shown).saturating_sub(room);
    for (index, width) in shown.iter_mut().rev() {
        let least = extents.get(*index).map_or(*width, |extent| extent.at_least(LEGIBLE));
        let less = width.saturating_sub(least).min(excess);
        *width -= less;
        excess -= less;
    }
    shown
}

/// Returns the first column alone, whatever is left of it.
fn only(order: &[(usize, &Extent)], room: usize) -> Vec<FittedColumn> {
    let width = room.saturating_sub(4).max(1);
    shown(order.iter().copied().take(1), |extent| extent.natural.min(width))
}

/// Gives text that is cut the rest of the room, in equal parts.
fn widen(shown: &mut [FittedColumn], extents: &[Extent], room: usize) {
    let mut rest = room.saturating_sub(total(shown));
    while rest > 0 {
        let natural = |index: usize| extents.get(index).map_or(0, |extent| extent.natural);
        let mut cut: Vec<_> =
            shown.iter_mut().filter(|(index, width)| *width < natural(*index)).collect();
        let Some(part) = rest.checked_div(cut.len()) else { return };
        for (index, width) in &mut cut {
            let more = part.max(1).min(rest).min(natural(*index) - *width);
            *width += more;
            rest -= more;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Extent, fit, total};
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};

    fn text(natural: usize) -> Extent {
        Extent { natural, is_text: true, rank: None }
    }

    fn number(natural: usize) -> Extent {
        Extent { natural, is_text: false, rank: None }
    }

    fn main(rank: usize, extent: Extent) -> Extent {
        Extent { rank: Some(rank), ..extent }
    }

    #[test]
    fn what_fits_is_not_touched() {
        let extents = [text(30), main(0, number(5))];
        assert_eq!(fit(&extents, 42), [(0, 30), (1, 5)]);
        assert_eq!(fit(&extents, 41), [(0, 29), (1, 5)]);
    }

    #[test]
    fn last_columns_are_left_out_before_text_is_cut_short() {
        let extents = [text(100), text(100), number(9), number(9)];
        assert_eq!(fit(&extents, 79), [(0, 24), (1, 24), (2, 9), (3, 9)]);
        assert_eq!(fit(&extents, 78), [(0, 30), (1, 29), (2, 9)]);
        assert_eq!(fit(&extents, 54), [(0, 50)]);
        assert_eq!(fit(&extents, 10), [(0, 6)]);
    }

    #[test]
    fn main_columns_stay_while_they_are_legible() {
        let extents = [main(0, text(40)), number(9), main(1, text(50)), main(2, number(12))];
        assert_eq!(fit(&extents, 82), [(0, 24), (1, 9), (2, 24), (3, 12)]);
        assert_eq!(fit(&extents, 60), [(0, 24), (2, 14), (3, 12)]);
        assert_eq!(fit(&extents, 45), [(0, 15), (2, 8), (3, 12)]);
        assert_eq!(fit(&extents, 30), [(0, 15), (2, 8)]);
        assert_eq!(fit(&extents, 6), [(0, 2)]);
        let late = [number(9), main(0, number(9)), number(9), main(1, number(9))];
        assert_eq!(fit(&late, 40), [(0, 9), (1, 9), (3, 9)]);
        assert_eq!(fit(&late, 39), [(0, 9), (1, 9), (3, 9)]);
        assert_eq!(fit(&late, 30), [(1, 9), (3, 9)]);
        assert_eq!(fit(&extents, 0), [(0, 1)]);
    }

    fn extent() -> impl Strategy<Value = Extent> {
        (1_usize..300, any::<bool>(), option::of(0_usize..4))
            .prop_map(|(natural, is_text, rank)| Extent { natural, is_text, rank })
    }

    proptest! {
        #[test]
        fn table_is_never_wider_than_room_nor_empty(
            extents in vec(extent(), 1..12),
            room in 5_usize..300,
        ) {
            let shown = fit(&extents, room);
            prop_assert!(total(&shown) <= room, "{shown:?}");
            prop_assert!(!shown.is_empty());
            let is_bounded =
                |(index, width): &(usize, usize)| (1..=extents[*index].natural).contains(width);
            prop_assert!(shown.iter().all(is_bounded));
            let is_cut = |(index, width): &&(usize, usize)| *width < extents[*index].natural;
            if shown.len() > 1 {
                prop_assert!(shown.iter().filter(is_cut).all(|(index, _)| extents[*index].is_text));
            }
            // No room is left over while text is cut.
            if shown.iter().any(|shown| is_cut(&shown)) {
                prop_assert_eq!(total(&shown), room);
            }
            let mut indices: Vec<_> = shown.iter().map(|(index, _)| *index).collect();
            indices.sort_unstable();
            indices.dedup();
            prop_assert_eq!(indices.len(), shown.len());
        }
    }
}
