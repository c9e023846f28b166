"""Lambda on this machine, for the tests of what is deployed."""

from validation.targets.local_runtime import LocalLambda, RuntimeAnswer, local_lambda

__all__ = ["LocalLambda", "RuntimeAnswer", "local_lambda"]
