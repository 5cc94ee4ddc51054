//! Compares the list of differences from etcdctl in docs/ with that of `tests/parity`, and names the
//! tests that show the differences no command line there can.

#[path = "../parity/differences.rs"]
mod known;

use known::Difference;

/// The differences from etcdutl are shown by the comparisons in `tests/parity/etcdutl`, and `MOVE_LEADER` by
/// `the_leader_is_found` in `tests/parity/cluster.rs`.
const SHOWN: &[(&Difference, fn())] = &[
    (&known::MEMBER_NAMES, crate::member::members_are_named),
    (&known::DEFRAG, crate::defrag::cluster_is_defragmented_with_its_leader_last),
    (&known::STREAM, crate::range::large_ranges_are_streamed_if_supported),
    (&known::TABLES, crate::tables::endpoint_status_shows_what_matters_on_80_columns),
    (&known::CONTROL, crate::terminal::terminal_is_sent_no_control_characters),
    (&known::LEASES, crate::lock::signal_releases_lock),
    (&known::LOST, crate::lock::lost_lock_stops_command),
    (&known::UNDER_LOCK, crate::lock::signals_reach_command_and_its_children),
    (&known::ORPHANED, crate::guardian::command_ends_with_a_killed_wrapper),
    (&known::TOKEN, crate::lock::command_gets_key_and_token_of_lock),
    (&known::INTERRUPTED, crate::lock::lost_lock_ends_holder_and_waiter_without_command),
    (&known::LOCK_VALUE, crate::lock::value_has_owner_and_note_but_is_not_printed),
    (&known::ELECT_COMMAND, crate::elect::command_without_proposal_leads_as_its_host),
    (&known::MEMBER_ENV, crate::member::member_add_reports_environment_in_json_and_alone),
    (&known::SPECIAL_FILES, crate::snapshot::special_files_are_not_replaced),
    (&known::MIRROR_PREFIX, crate::mirror::changes_keep_their_grouping_by_revision),
    (&known::MIRROR_CONTACT, crate::mirror::mirror_survives_restart_of_either_side),
    (&known::MIRROR_ITSELF, crate::mirror_resume::own_cluster_is_not_mirrored_onto_itself),
    (&known::CHECK_KEYS, crate::check::keys_are_removed_however_the_check_ends),
];

#[test]
fn page_lists_the_known_differences() {
    let page = include_str!("../../docs/differences.md");
    let (_, rest) =
        page.split_once("## Differences from etcdctl and etcdutl").expect("the chapter is there");
    let chapter = rest.split("\n## ").next().unwrap();
    let rows: Vec<_> = chapter.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    let known: Vec<_> = known::ALL.iter().copied().map(Difference::row).collect();
    assert_eq!(rows, known);
}

#[test]
fn differences_without_a_line_have_tests() {
    let shown: Vec<_> = SHOWN.iter().map(|(difference, _)| difference.what).collect();
    let wanted: Vec<_> = known::SHOWN_BY_TESTS.iter().map(|difference| difference.what).collect();
    assert_eq!([&[known::MOVE_LEADER.what], &shown[..]].concat(), wanted);
}
