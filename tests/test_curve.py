"""The curve of a loss, which a page draws while a training goes on."""

from __future__ import annotations

from webapp.jobs.curve import MOST_POINTS, Curve


def test_a_curve_has_few_points_however_many_steps_there_are():
    curve = Curve(epochs=3)
    steps = 1000
    for step in range(1, 3 * steps + 1):
        curve.add(step / steps, float(step % 2))
    assert len(curve.points) == MOST_POINTS
    times = [at for at, _ in curve.points]
    assert times == sorted(times)
    assert times[-1] == 3.0
    assert all(abs(loss - 0.5) < 0.1 for _, loss in curve.points)


def test_a_curve_goes_on_from_where_it_is_learnt_again():
    curve = Curve(2, [(0.5, 3.0), (1.0, 2.0), (1.5, 1.0)])
    curve.add(1.25, 7.0)
    assert curve.points == ((0.5, 3.0), (1.0, 2.0), (1.25, 7.0))
