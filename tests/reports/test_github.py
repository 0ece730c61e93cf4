"""What failed is one line for the runner, whatever a plugin says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.reports.github import ANNOTATIONS_MAX, annotation_lines
from workbench.reports.junit import ReportCase


def test_each_failed_case_is_one_error() -> None:
    cases = [
        ReportCase("layers", "handshake", False, "100% wrong"),
        ReportCase("layers", "identity", True, "fine"),
        ReportCase("layers", "self_check", None, "not run"),
    ]
    assert annotation_lines("check", cases) == "::error title=check%3A layers handshake::100%25 wrong\n"


@given(st.text(st.sampled_from("\n\r:%, ax\u2028\x85"), max_size=30))
def test_no_text_begins_another_command(text: str) -> None:
    page = annotation_lines("check", [ReportCase("group", text, False, text)])
    assert len(page.splitlines()) == 1
    assert page.count("::") == 2 + text.count("::")
    assert page.partition("::error title=")[2].partition("::")[0].count(",") == 0


def test_of_very_many_the_rest_is_counted() -> None:
    page = annotation_lines(
        "run", [ReportCase("group", str(number), False, "") for number in range(ANNOTATIONS_MAX + 5)]
    )
    assert page.endswith("::error title=run::and 5 more\n")


def test_where_nothing_failed_there_is_nothing() -> None:
    assert annotation_lines("check", [ReportCase("group", "a", True, "")]) == ""


def test_a_case_names_its_file_and_what_to_do() -> None:
    case = ReportCase("run.shape", "a", False, "differs", hint="Mend it.", file="payloads/shape/a,b.json")
    assert annotation_lines("run", [case]) == (
        "::error file=payloads/shape/a%2Cb.json,title=run%3A run.shape a::differs; to do: Mend it.\n"
    )
