"""What a network learns from others beside the truth."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from recognizer.bundle import SHIPPED  # noqa: E402
from recognizer.network import CHANNELS, with_no_symbol  # noqa: E402
from training.distillation import Teachers, load_network, loss  # noqa: E402


def pictures(count=3):
    return torch.rand(count, CHANNELS, 32, 32, generator=torch.Generator().manual_seed(1))


def read(count=3):
    """Return what the shipped network takes the pictures for."""
    with torch.inference_mode():
        return with_no_symbol(load_network(SHIPPED)(pictures(count))).argmax(dim=1)


def truth(targets):
    return torch.nn.functional.one_hot(targets, 17).float()


def test_without_teachers_there_is_no_opinion():
    assert Teachers([]).opinion(pictures(), read()) is None


def test_an_opinion_is_the_mean_of_probabilities():
    one = Teachers([SHIPPED]).opinion(pictures(), read())
    two = Teachers([SHIPPED, SHIPPED]).opinion(pictures(), read())
    assert one.shape == (3, 17)
    assert (one.max(dim=1).values < 1).all()
    torch.testing.assert_close(one.sum(dim=1), torch.ones(3))
    torch.testing.assert_close(one, two)


def test_of_what_they_misread_teachers_repeat_the_truth():
    targets = read().clone()
    targets[1] = (targets[1] + 1) % 17
    heard, partly = (Teachers([SHIPPED]).opinion(pictures(), each) for each in (read(), targets))
    torch.testing.assert_close(partly[[0, 2]], heard[[0, 2]])
    torch.testing.assert_close(partly[1], truth(targets)[1])


def test_of_what_they_never_saw_teachers_repeat_the_truth():
    teachers = Teachers([SHIPPED])
    unseen = torch.tensor([False, True, True])
    whole, part = (teachers.opinion(pictures(), read(), each) for each in (None, unseen))
    torch.testing.assert_close(part, torch.cat([whole[:1], truth(read())[1:]]))


def test_an_opinion_that_is_the_truth_changes_no_loss():
    logits, targets = torch.randn(4, 16), torch.tensor([0, 5, 16, 2])
    torch.testing.assert_close(loss(logits, targets, truth(targets)), loss(logits, targets, None))


def test_another_opinion_pulls_away_from_the_truth():
    logits = torch.zeros(1, 16)
    logits[0, 3] = 8.0
    target, other = torch.tensor([3]), torch.zeros(1, 17)
    other[0, 4] = 1.0
    assert loss(logits, target, other) > loss(logits, target, None) + 1


def test_a_training_can_go_on_from_a_bundle():
    network = load_network(SHIPPED)
    assert not network.training
    assert network(pictures()).shape == (3, 16)
