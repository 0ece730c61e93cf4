"""Conformance: whether a plugin is good at what it is for (PROTOCOL.md section 12).

Cases are values, and the run is a generator: whoever holds an engine makes the calls. All cases of a plugin run in
one session, on one instance, under the strict budget.
"""

from workbench.protocol.conformance.case import Answer, Attempt, Case, CaseResult, Earlier, Unneeded
from workbench.protocol.conformance.plan import Extra, Kind, Plan, cases_of, kinds_of, plan
from workbench.protocol.conformance.reference_run import REFERENCE_ORDER, ReferenceRun, reference_run
from workbench.protocol.conformance.run import CaseRequest, run_cases

__all__ = [
    "REFERENCE_ORDER",
    "Answer",
    "Attempt",
    "Case",
    "CaseRequest",
    "CaseResult",
    "Earlier",
    "Extra",
    "Kind",
    "Plan",
    "ReferenceRun",
    "Unneeded",
    "cases_of",
    "kinds_of",
    "plan",
    "reference_run",
    "run_cases",
]
