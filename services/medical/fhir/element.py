"""What makes a ``TypedDict`` an R4 element: nothing unknown, ``_name`` beside a primitive, one of ``[x]``.

Typed dictionaries rather than models, for two reasons: the names are the specification's own, and a claim is
checked in place, without building some thirty objects that nobody reads.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Literal, NotRequired, Required, TypeVar, get_args, get_origin

from pydantic import ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from services.medical.fhir.extension import PrimitiveExtension

T = TypeVar("T")

_STRICT = ConfigDict(extra="forbid", strict=True)
_PRIMITIVES = (str, int, bool, Decimal, Decimal | int)


def r4(*choices: str, required: tuple[str, ...] = ()) -> Callable[[type[T]], type[T]]:
    """Class decorator: the TypedDict is an R4 element with the choice elements ``choices``.

    Of the keys that a choice ``serviced`` stands for (``servicedDate``, ``servicedPeriod``) at most one may
    be present, and one must be for those in ``required``.
    """

    def decorate(cls: type[T]) -> type[T]:
        own: Any = cls
        twins = {
            f"_{name}": twin for name, type_ in own.__annotations__.items() if (twin := _twin(name, type_))
        }
        own.__annotations__.update(twins)
        own.__optional_keys__ |= twins.keys()
        own.__pydantic_config__ = _STRICT
        groups = [(choice, _keys(own, choice), choice in required) for choice in choices]
        if groups:
            own.__get_pydantic_core_schema__ = _with_choices(groups)
        return cls

    return decorate


def _twin(name: str, type_: Any) -> Any:
    """The type of ``_name``; None for what is not primitive. An element's own id takes no extension."""
    if name == "id" or name.startswith("_"):
        return None
    if get_origin(type_) in (Required, NotRequired):
        type_ = get_args(type_)[0]
    bare = get_args(type_)[0] if get_origin(type_) is Annotated else type_
    if get_origin(bare) is list:
        return list[PrimitiveExtension | None] if _is_primitive(get_args(bare)[0]) else None
    return PrimitiveExtension if _is_primitive(type_) else None


def _is_primitive(type_: Any) -> bool:
    if get_origin(type_) is Annotated:
        type_ = get_args(type_)[0]
    if type(None) in get_args(type_):
        return any(_is_primitive(each) for each in get_args(type_) if each is not type(None))
    return type_ in _PRIMITIVES or get_origin(type_) is Literal


def _keys(cls: Any, choice: str) -> frozenset[str]:
    size = len(choice)
    return frozenset(n for n in cls.__annotations__ if n.startswith(choice) and n[size : size + 1].isupper())


Group = tuple[str, frozenset[str], bool]


def _with_choices(groups: list[Group]) -> Any:
    every = frozenset[str]().union(*(keys for _, keys, _ in groups))
    usual = (1,) if any(required for _, _, required in groups) else (0, 1)

    def check(value: dict[str, Any]) -> dict[str, Any]:
        if len(every & value.keys()) not in usual:
            each_choice(value)
        return value

    def each_choice(value: dict[str, Any]) -> None:
        for choice, keys, required in groups:
            present = keys & value.keys()
            if len(present) > 1:
                raise PydanticCustomError(
                    "choice", "at most one of its forms may be given", {"element": choice}
                )
            if required and not present:
                raise PydanticCustomError(
                    "choice_missing", "one of its forms is required", {"element": choice}
                )

    def schema(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(check, handler(source))

    return staticmethod(schema)
