//! Compares the README's list of differences from etcdctl with that of `tests/parity`, and names the
//! tests that show the differences no command line there can.

#[path = "../parity/differences.rs"]
mod known;

use known::Difference;

/// `MOVE_LEADER` is shown by `the_leader_is_found` in `tests/parity/cluster.rs`.
const SHOWN: &[(&Difference, fn())] = &[
    (&known::STREAM, crate::range::long_ranges_are_streamed_where_the_server_can),
    (&known::CONTROL, crate::terminal::terminal_is_sent_no_control_characters),
    (&known::LEASES, crate::lock::a_lock_is_held_until_a_signal_comes),
    (&known::LOST, crate::lock::a_command_whose_lock_is_lost_is_stopped),
    (&known::UNDER_LOCK, crate::lock::signals_reach_the_command_and_what_it_has_started),
    (&known::ORPHANED, crate::guardian::a_command_ends_with_a_wrapper_that_is_killed),
    (&known::TOKEN, crate::lock::the_command_gets_what_it_needs_and_its_status_is_ours),
    (&known::INTERRUPTED, crate::lock::who_holds_or_waits_without_a_command_notices_too),
    (&known::ELECT_COMMAND, crate::elect::command_without_proposal_leads_as_its_host),
    (&known::MEMBER_ENV, crate::member::who_adds_a_second_voter_is_warned_and_told_how_to_start_it),
    (&known::SPECIAL_FILES, crate::snapshot::what_is_no_file_stays_what_it_is),
    (&known::MIRROR_PREFIX, crate::mirror::changes_arrive_in_the_revisions_in_which_they_were_made),
    (&known::MIRROR_CONTACT, crate::mirror::either_side_may_go_away_and_come_back),
    (
        &known::CHECK_KEYS,
        crate::check::keys_are_those_of_the_prefix_and_gone_whatever_ends_the_check,
    ),
];

#[test]
fn readme_lists_the_known_differences() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("## Differences from etcdctl").expect("the chapter is there");
    let chapter = rest.split("\n## ").next().unwrap();
    let rows: Vec<_> = chapter.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    let known: Vec<_> = known::ALL.iter().copied().map(Difference::row).collect();
    assert_eq!(rows, known);
}

#[test]
fn tests_show_what_lines_cannot() {
    let shown: Vec<_> = SHOWN.iter().map(|(difference, _)| difference.what).collect();
    let wanted: Vec<_> = known::SHOWN_BY_TESTS.iter().map(|difference| difference.what).collect();
    assert_eq!([&[known::MOVE_LEADER.what], &shown[..]].concat(), wanted);
}
