import numpy as np
import pytest

from tests.validation.measurements import exact_measurement, undefined_measurement
from tests.validation.report.made import accuracy
from validation.gate import Bound
from validation.measurement import Measurement
from validation.report.figures import Axis, Zone, axis_of_scores, histogram, interval_plot


def test_an_interval_stands_where_its_numbers_are_on_an_axis_from_0_to_1():
    plot = interval_plot(accuracy(0.7, 0.6, 0.8), Bound())
    assert plot is not None
    assert plot.axis == Axis(0.0, 1.0)
    assert [plot.low, plot.value, plot.high] == pytest.approx([0.6, 0.7, 0.8])
    assert plot.passes is None
    assert plot.fails is None


def test_bar_of_more_is_better_passes_above_its_bound_and_fails_below():
    plot = interval_plot(accuracy(0.7, 0.6, 0.8), Bound(pass_at=0.75, fail_at=0.5))
    assert plot is not None
    assert plot.passes == Zone(0.75, 1.0, 0.75)
    assert plot.fails == Zone(0.0, 0.5, 0.5)


def test_bar_of_less_is_better_fails_above_its_bound():
    dead = accuracy(0.7, 0.6, 0.8, name="zero_variance_groups")
    plot = interval_plot(dead, Bound(fail_at=0.75))
    assert plot is not None
    assert plot.fails == Zone(0.75, 1.0, 0.75)
    assert plot.passes is None


def test_the_axis_grows_by_halves_for_what_leaves_0_to_1():
    plot = interval_plot(accuracy(0.1, -0.6, 0.4, name="krippendorff_alpha"), Bound(pass_at=0.5))
    assert plot is not None
    assert plot.axis == Axis(-1.0, 1.0)
    assert plot.passes == Zone(0.75, 1.0, 0.75)  # 0.5 is three quarters of the way from -1 to 1


def test_a_value_without_an_interval_is_a_dot():
    lone = Measurement("ceiling_rate", 0.7, None, None, 1, "prompts", "")
    plot = interval_plot(lone, Bound())
    assert plot is not None
    assert (plot.low, plot.high) == (None, None)


def test_the_undefined_and_the_counted_have_no_plot():
    missing = undefined_measurement("krippendorff_alpha", "few_judges", 0, "prompts", "")
    assert interval_plot(missing, Bound(pass_at=0.667)) is None
    assert (
        interval_plot(exact_measurement("prompts", 9, 9, "prompts", ""), Bound(pass_at=20)) is None
    )


@pytest.mark.parametrize(
    ("scores", "axis"),
    [
        ([0.2, 0.9], Axis(0.0, 1.0)),
        ([1.0, 1.0], Axis(0.0, 1.0)),
        ([1.0, 9.0], Axis(1.0, 9.0)),
        ([-1.0, 1.0], Axis(-1.0, 1.0)),
        ([5.0, 5.0], Axis(2.5, 7.5)),
    ],
)
def test_the_axis_of_scores_is_0_to_1_or_their_own_range(scores, axis):
    assert axis_of_scores(np.array(scores)) == axis


def test_a_histogram_gives_each_step_the_share_of_the_scores_nearest_to_it():
    # steps lie 0.05 apart: 0.0 twice at step 0, 0.52 at step 10 (0.50), 1.0 at step 20
    bars = histogram(np.array([0.0, 0.0, 0.52, 1.0]), Axis(0.0, 1.0))
    assert len(bars) == 21
    assert (bars[0], bars[10], bars[20]) == (0.5, 0.25, 0.25)
    assert sum(bars) == 1


def test_the_widest_range_of_finite_scores_is_drawn():
    scores = np.array([-1.7e308, 1.7e308])
    bars = histogram(scores, axis_of_scores(scores))
    assert (bars[0], bars[20]) == (0.5, 0.5)
