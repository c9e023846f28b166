"""Lambda on this machine, for the tests of what is deployed."""

from validation.lambda_runtime import Answer, LocalLambda, local_lambda

__all__ = ["Answer", "LocalLambda", "local_lambda"]
