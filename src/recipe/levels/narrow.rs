//! Ends of ranges that begin behind a name, each of which holds more than the one before. `Range` counts
//! all keys up to its end, so that the next name is searched for close to the last one first.

/// What is added to a byte of the name, in this order.
const RAISES: [u8; 3] = [1, 2, 8];

/// Returns the end of the range to search in the given step: first with the name's last byte raised, then
/// with the byte before, up to the first byte behind the prefix of length `root`. `None` behind the last
/// step.
pub(super) fn narrow_end(name: &[u8], root: usize, step: usize) -> Option<Vec<u8>> {
    let length = name.len().checked_sub(step / RAISES.len())?;
    let kept = name.get(..length).filter(|kept| kept.len() > root)?;
    let (last, before) = kept.split_last()?;
    let raised = last.saturating_add(*RAISES.get(step % RAISES.len())?);
    Some([before, &[raised]].concat())
}

#[cfg(test)]
mod tests {
    use super::narrow_end;

    #[test]
    fn ranges_grow() {
        let ends = |name: &[u8], root| -> Vec<_> {
            let ends = (0..).map_while(|step| narrow_end(name, root, step));
            ends.map(|end| String::from_utf8_lossy(&end).into_owned()).collect()
        };
        assert_eq!(ends(b"p/ab", 2), ["p/ac", "p/ad", "p/aj", "p/b", "p/c", "p/i"]);
        assert_eq!(ends(b"p/", 2), [""; 0]);
        assert_eq!(narrow_end(b"a\xff", 0, 1).unwrap(), b"a\xff", "which is not used");
    }
}
