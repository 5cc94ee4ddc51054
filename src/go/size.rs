const SI: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

/// Formats a size like `humanize.Bytes` of Go: in powers of 1000, with one decimal below 10.
pub(crate) fn si_bytes(bytes: u64) -> String {
    if bytes < 10 {
        return format!("{bytes} B");
    }
    // Go picks the unit by logarithms; multiplying yields the same units without rounding errors.
    let (mut unit, mut scale) = (0, 1_u64);
    while bytes / scale >= 1000 {
        (unit, scale) = (unit + 1, scale * 1000);
    }
    let value = (bytes as f64 / scale as f64 * 10.0 + 0.5).floor() / 10.0;
    let decimals = usize::from(value < 10.0);
    format!("{value:.decimals$} {}", SI.get(unit).unwrap_or(&""))
}

#[cfg(test)]
mod tests {
    use super::si_bytes;

    #[test]
    fn formats_sizes_as_humanize() {
        for (bytes, text) in [
            (0, "0 B"),
            (9, "9 B"),
            (10, "10 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (1_550, "1.6 kB"),
            (9_960, "10 kB"),
            (20_480, "20 kB"),
            (24_576, "25 kB"),
            (999_999, "1000 kB"),
            (1_000_000, "1.0 MB"),
            (2_147_483_648, "2.1 GB"),
            (8_589_934_592, "8.6 GB"),
            (u64::MAX, "18 EB"),
        ] {
            assert_eq!(si_bytes(bytes), text, "{bytes}");
        }
    }
}
