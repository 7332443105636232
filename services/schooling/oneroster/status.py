"""What is answered when a request fails: ``imsx_StatusInfoDType`` instead of a problem document.

Source: OneRoster Rostering 1.2 OpenAPI, ``imsx_StatusInfoDType``, ``imsx_CodeMinorFieldDType`` (which has no
other values than these), and the answers 400 to 500 of each path.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared.mongo import StoreError
from shared.problem_handlers import as_problem
from shared.problems import Problem

_BY_CODE = {
    "invalid-filter-field": "invalid_filter_field",
    "invalid-selection-field": "invalid_selection_field",
}
_BY_STATUS = {
    400: "invaliddata",
    401: "unauthorisedrequest",
    403: "forbidden",
    404: "unknownobject",
    503: "server_busy",
}


class RosterRoute(APIRoute):
    """A route whose failures are told as OneRoster wants them."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, with problems made into status information."""
        answer = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await answer(request)
            except (Problem, HTTPException, RequestValidationError, StoreError) as error:
                return _response(as_problem(error))

        return answered


def _response(problem: Problem) -> Response:
    # There is no body that could be unprocessable: a parameter is wrong.
    status = 400 if problem.status == 422 else problem.status
    minor = _BY_CODE.get(problem.code) or _BY_STATUS.get(status, "internal_server_error")
    body = status_info(minor, _described(problem))
    return Response(orjson.dumps(body), status, problem.headers, "application/json")


def status_info(minor: str, description: str) -> dict[str, Any]:
    """The failure ``minor``; ``description`` is for people and quotes nothing of the request."""
    field = {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": minor}
    return {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": description,
        "imsx_CodeMinor": {"imsx_codeMinorField": [field]},
    }


def _described(problem: Problem) -> str:
    wrong = [f"{each['pointer'][1:]}: {each['detail']}" for each in problem.members.get("errors", ())]
    return "; ".join(wrong) or problem.detail or problem.code
