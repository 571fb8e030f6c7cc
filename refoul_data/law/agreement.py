"""How far two passes of coding agree: plain share, kappa, alpha, with intervals from resampled records.

Pure functions over pairs of codes. Both passes come from one procedure, so that the figures measure
how well the procedure repeats itself, not whether it is right.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Pair = tuple[str, str]
THRESHOLD = 0.67
"""Below this alpha a variable is exploratory."""
DRAWS = 2000
SEED = 20261125


class Interval(NamedTuple):
    """A figure with the middle 95 % of what resampling gave; all empty where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


def share_equal(pairs: Sequence[Pair]) -> float | None:
    """Return the share of pairs with equal codes."""
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else None


def cohen_kappa(pairs: Sequence[Pair]) -> float | None:
    """Return Cohen's kappa for two passes and nominal codes; None where no disagreement is expected.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological
    Measurement 20(1), 37-46.
    """
    if not pairs:
        return None
    n = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(first[code] * second[code] for code in first) / n**2
    if expected == 1:
        return None
    return (share_equal(pairs) - expected) / (1 - expected)


def krippendorff_alpha(pairs: Sequence[Pair]) -> float | None:
    """Return Krippendorff's alpha for two passes and nominal codes; None where there is but one code.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.
    """
    values = Counter(code for pair in pairs for code in pair)
    n = sum(values.values())
    expected = n * n - sum(count * count for count in values.values())
    if not expected:
        return None
    observed = 2 * sum(a != b for a, b in pairs)
    return 1 - (n - 1) * observed / expected


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def with_interval(
    statistic: Callable[[Sequence[Pair]], float | None],
    clusters: Mapping[str, Sequence[Pair]],
    draws: int = DRAWS,
) -> Interval:
    """Return a figure with its bootstrap interval; whole records are drawn, for their units go together.

    Parameters
    ----------
    statistic : callable
        Gives a figure for pairs of codes, or None.
    clusters : mapping of str to sequence of pairs
        The pairs of each record.
    draws : int
        How often records are drawn anew. Draws in which the figure is not defined are passed over;
        there is no interval where they are more than half.
    """
    groups = [list(clusters[key]) for key in sorted(clusters)]
    value = statistic([pair for group in groups for pair in group])
    if value is None:
        return Interval(None, None, None)
    chance = random.Random(SEED)
    found = []
    for _ in range(draws):
        drawn = chance.choices(groups, k=len(groups))
        figure = statistic([pair for group in drawn for pair in group])
        if figure is not None:
            found.append(figure)
    if len(found) * 2 < draws:
        return Interval(value, None, None)
    found.sort()
    return Interval(value, _quantile(found, 0.025), _quantile(found, 0.975))


def is_exploratory(pairs: Sequence[Pair]) -> bool:
    """Tell whether a variable stays out of headline tables.

    It does where alpha is below `THRESHOLD`, and where it is not defined: codes that never vary show
    nothing about how well they are told apart.
    """
    alpha = krippendorff_alpha(pairs)
    return alpha is None or alpha < THRESHOLD
