"""What Schemathesis must not send: an HTTP API of AWS cuts the path off at a question mark, also at an encoded one, so that
another route would answer (docs/api.md, Limits)."""

import schemathesis


def has_question_mark(path_parameters):
    values = [str(value) for value in (path_parameters or {}).values()]
    return any("?" in value or "%3f" in value.lower() for value in values)


@schemathesis.hook
def filter_case(context, case):
    return not has_question_mark(case.path_parameters)


@schemathesis.hook
def filter_path_parameters(context, path_parameters):
    return not has_question_mark(path_parameters)
