"""What errors say beside their text: what to do, what the system said, and where the guest was."""

from __future__ import annotations

from workbench.errors.base import PluginError, with_hint
from workbench.errors.handshake import Call
from workbench.errors.operator import InvalidSettings, OptionUnknown, SettingUnknown
from workbench.errors.projects import ProjectFileRefused, ProjectRule
from workbench.errors.registry import RegistryTooNew
from workbench.errors.remedies import words_of
from workbench.errors.stack_frame import GuestTrace, StackFrame
from workbench.errors.thresholds import ThresholdExceeded


def test_an_error_that_stands_alone_ends_with_what_to_do_about_it() -> None:
    error = RegistryTooNew("r.sqlite", 2, 1)
    assert with_hint(error) == f"{error}. {error.hint}"
    assert with_hint(PluginError("nothing more")) == "nothing more"


def test_an_unknown_option_says_who_knows_it_else_where_they_are_listed() -> None:
    def hint(*known_to: str, nearest: str | None = None) -> str:
        return OptionUnknown("--x", "workbench a", known_to, nearest).hint

    assert hint("check", "call") == "--x is an option of check, call: workbench check … --x …"
    assert hint(*"abcdef") == "--x is an option of a, b, c, d and 2 more: workbench a … --x …"
    assert hint() == "`workbench a --help` lists what it takes."
    assert hint(nearest="--y") == ""
    assert OptionUnknown("--x", "workbench a", (), None, "there is no network").hint == ""


def test_an_unknown_setting_says_where_settings_or_actions_are_listed() -> None:
    assert "workbench keys" in SettingUnknown("keys.zzz", "config.toml", None).hint
    assert "schema settings" in SettingUnknown("zzz", "config.toml", None).hint
    assert SettingUnknown("profil", "config.toml", "profile").hint == ""
    problems = (SettingUnknown("zzz", "config.toml", None), SettingUnknown("yyy", "config.toml", None))
    assert InvalidSettings(problems).hint == problems[0].hint


def test_what_exceeds_a_limit_says_how_to_be_below_and_of_growth_how_to_accept_it() -> None:
    of_growth = ThresholdExceeded("max-growth", "size", 2, 1, "bytes", "", "")
    of_size = ThresholdExceeded("max-size", "size", 2, 1, "bytes", "", "")
    assert "--update" in of_growth.hint
    assert of_size.hint
    assert "--update" not in of_size.hint


def test_each_rule_of_project_files_says_what_mends_it() -> None:
    hints = {ProjectFileRefused("workbench.toml", rule, "a", "b").hint for rule in ProjectRule}
    assert len(hints) == len(ProjectRule)
    assert all("WORKBENCH_TRUST=1" in hint for hint in hints)


def test_what_the_system_says_is_taken_without_number_and_path() -> None:
    rows: list[tuple[OSError | ValueError | RuntimeError, str]] = [
        (OSError(2, "No such file or directory", "/a/path"), "no such file or directory"),
        (OSError("Cut off"), "cut off"),
        (OSError(), "oserror"),
        (RuntimeError("Can't start new thread"), "can't start new thread"),
        (ValueError("embedded null byte"), "a path with a NUL in it"),
        (ValueError("rename: embedded null character in dst"), "a path with a NUL in it"),
        (ValueError("Negative seek value -1"), "negative seek value -1"),
    ]
    assert [words_of(error) for error, _ in rows] == [words for _, words in rows]


def test_an_error_keeps_its_data_when_the_place_in_the_guest_becomes_known() -> None:
    error = Call("cc_lb_handshake", "a trap")
    traced = error.traced(GuestTrace((StackFrame("shape"),), "panicked"))
    assert (type(traced), str(traced)) == (Call, str(error))
    assert error.details.keys() & {"trace", "frames", "panic"} == set()
    assert [frame["function"] for frame in traced.details["frames"]] == ["shape"]
    assert traced.details["panic"] == "panicked"
