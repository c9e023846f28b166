import pytest

from rewards.types import Usage
from validation.errors import InputError
from validation.prices import PRICES, Price, Prices, read_prices

PRICED = Prices(
    as_of="2026-01",
    source="a test",
    models={
        "amazon.nova-2-lite-v1:0": Price(input=0.33, output=2.75),
        "global.amazon.nova-2-lite-v1:0": Price(input=0.30, output=2.50),
        "llama3": Price(input=0, output=0),
    },
)


def test_tokens_cost_what_a_million_of_them_does_in_proportion():
    # 1,000,000 x 0.33 / 1e6 + 200,000 x 2.75 / 1e6 = 0.33 + 0.55
    usage = Usage("amazon.nova-2-lite-v1:0", 1_000_000, 200_000)
    assert PRICED.cost([usage]) == pytest.approx(0.88)


@pytest.mark.parametrize(
    ("model", "price"),
    [
        ("amazon.nova-2-lite-v1:0", 0.33),
        ("us.amazon.nova-2-lite-v1:0", 0.33),
        ("apac.amazon.nova-2-lite-v1:0", 0.33),
        ("global.amazon.nova-2-lite-v1:0", 0.30),
        (
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-2-lite-v1:0",
            0.33,
        ),
        ("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-2-lite-v1:0", 0.33),
    ],
)
def test_a_model_is_found_by_its_id_and_else_without_its_region(model, price):
    found = PRICED.price_of(model)
    assert found is not None
    assert found.input == price


@pytest.mark.parametrize("model", ["amazon.nova-9-v1:0", "nova-2-lite-v1:0", "", "qwen2.5:7b"])
def test_an_unknown_model_costs_an_unknown_amount_and_never_nothing(model):
    assert PRICED.price_of(model) is None
    assert PRICED.cost([Usage("llama3", 5, 5), Usage(model, 5, 5)]) is None


def test_a_price_of_nothing_that_somebody_wrote_down_is_nothing():
    assert PRICED.cost([Usage("llama3", 500, 500)]) == 0.0


def test_the_kit_s_own_prices_are_dated_and_say_their_source():
    prices = read_prices(PRICES)
    assert prices.as_of.startswith("20")
    assert prices.source.startswith("https://")
    assert prices.price_of("us.anthropic.claude-haiku-4-5-20251001-v1:0") is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'as_of = "2026"\nsource = "x"\n[models]\nm = { input = -1, output = 1 }',
            "models.m.input",
        ),
        ('as_of = "2026"\nsource = "x"\n[models]\nm = { input = 1 }', "models.m.output"),
        (
            'as_of = "2026"\nsource = "x"\n[models]\nm = { input = nan, output = 1 }',
            "models.m.input",
        ),
        ('source = "x"\n[models]', "as_of"),
        ("not toml", "prices.toml: "),
    ],
)
def test_prices_that_are_none_are_refused_with_their_place(tmp_path, text, said):
    path = tmp_path / "prices.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_prices(path)


def test_a_file_that_is_not_there_is_bad_input(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        read_prices(tmp_path / "none.toml")
