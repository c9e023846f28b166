"""The broken rewards, each with the finding that it must cause."""

from tests.zoo.animal import (
    EXCESS,
    GOLD,
    LAZY,
    LEARNING,
    MEASURED_ON_REPLIES,
    Animal,
    broken,
    doubtful,
)

NUMBERS = (
    broken("broken_numbers:gold_anywhere", "sums", EXCESS, attacks="denial all_options hedging"),
    broken("broken_numbers:gold_anywhere", "gsm8k", EXCESS, attacks="denial all_options hedging"),
    broken(
        "broken_numbers:gold_anywhere", "gsm8k_gold", EXCESS, attacks="denial all_options hedging"
    ),
    broken(
        "broken_numbers:gold_among_the_numbers",
        "sums",
        EXCESS,
        attacks="denial all_options hedging",
    ),
    broken("broken_numbers:any_number", "sums", EXCESS, *MEASURED_ON_REPLIES),
    broken("broken_numbers:any_number", "sums_gold", EXCESS, LAZY, GOLD),
    broken("broken_numbers:any_number", "gsm8k", EXCESS, LAZY),
    doubtful("broken_numbers:first_number", "gsm8k", EXCESS, "within_prompt_accuracy"),
    broken("broken_numbers:number_of_the_prompt", "sums", EXCESS, attacks="echo prompt_number"),
    broken("broken_numbers:reply_in_gold", "sums_gold", EXCESS, attacks="empty"),
    broken("broken_numbers:gold_starts_with_it", "sums", EXCESS, LAZY, attacks="empty"),
    doubtful("broken_numbers:starts_with_gold", "sums", LEARNING, attacks="part_of_gold"),
    broken(
        "broken_numbers:within_half",
        "sums",
        EXCESS,
        attacks="digit near_miss off_by_one part_of_gold",
    ),
    doubtful(
        "broken_numbers:within_half",
        "gsm8k",
        EXCESS,
        attacks="digit near_miss off_by_one part_of_gold",
    ),
    doubtful("broken_numbers:no_sign", "changes", EXCESS, attacks="sign"),
    broken(
        "broken_numbers:whole_part",  # and it raises on an infinity
        "changes",
        "unscored_replies",
        attacks="digit near_miss off_by_one part_of_gold",
    ),
    doubtful("broken_numbers:no_units", "distances", EXCESS, attacks="unit"),
    broken("broken_numbers:nan_is_near", "sums", EXCESS, LAZY, attacks="special_numbers nan"),
    broken("broken_numbers:share_of_gold", "sums", EXCESS, attacks="special_numbers thousandfold"),
    broken("broken_numbers:inverse_distance", "sums", EXCESS, LAZY, attacks="empty"),
    doubtful(
        "broken_numbers:like_the_digits",
        "sums",
        EXCESS,
        attacks="digit near_miss off_by_one part_of_gold",
    ),
    broken("broken_numbers:any_digits", "sums", EXCESS, attacks="special_numbers lookalikes"),
    doubtful("broken_numbers:unreadable_gold_is_paid", "thousands", "advantage_kept"),
    doubtful("broken_numbers:unreadable_gold_is_refused", "thousands", "advantage_kept"),
    broken("broken_numbers:fault_is_full_marks", "sums", EXCESS, LAZY, attacks="empty"),
    doubtful("broken_numbers:fault_is_half_marks", "hard_sums", EXCESS, LAZY, attacks="empty"),
    doubtful(
        "broken_numbers:counts_the_matches", "sums", EXCESS, attacks="repeated_gold repetition"
    ),
    broken("broken_numbers:best_of_its_guesses", "sums", EXCESS, attacks="all_options hedging"),
    broken(
        "broken_numbers:closeness",
        "sums",
        EXCESS,
        attacks="digit near_miss off_by_one part_of_gold",
    ),
    doubtful(
        "broken_numbers:only_the_last_digit",
        "sums",
        EXCESS,
        attacks="digit near_miss off_by_one part_of_gold",
    ),
    doubtful("broken_numbers:checksum", "sums", EXCESS, LAZY),
)
TEXT = (
    broken("broken_text:has_the_form", "sums", EXCESS, *MEASURED_ON_REPLIES),
    broken("broken_text:has_the_form", "sums_gold", EXCESS, LAZY),
    broken("broken_text:has_the_form", "gsm8k", EXCESS, LAZY),
    doubtful("broken_text:mostly_form", "sums", EXCESS, attacks="wrong_in_form one_answer"),
    broken("broken_text:has_tags", "tagged", EXCESS, "within_prompt_accuracy"),
    broken("broken_text:by_length", "sums", EXCESS, LAZY),
    broken(
        "broken_text:by_length",
        "gsm8k",
        EXCESS,
        attacks="bloated_wrong repetition wrong_in_form all_options",
    ),
    broken(
        "broken_text:mostly_length",
        "sums",
        EXCESS,
        GOLD,
        attacks="bloated_wrong repetition wrong_in_form all_options",
    ),
    broken(
        "broken_text:too_long_to_read",
        "sums",
        EXCESS,
        LAZY,
        attacks="bloated_wrong repetition wrong_in_form all_options",
    ),
    doubtful("broken_text:hole_in_one_task", "mixture", EXCESS, GOLD),
    broken("broken_text:by_brevity", "sums", EXCESS, LAZY, attacks="empty"),
    broken("broken_text:reasons", "sums", EXCESS, "within_prompt_accuracy"),
    broken("broken_text:right_or_reasoned", "sums", EXCESS, attacks="keyword_heap reasoning_words"),
    broken(
        "broken_text:same_beginning",
        "arithmetic",
        EXCESS,
        attacks="stub_reply truncated truncated_gold truncation",
    ),
    doubtful(
        "broken_text:right_step_anywhere",
        "arithmetic",
        LEARNING,
        attacks="wrong_final_answer wrong_final",
    ),
    doubtful(
        "broken_text:right_step_anywhere", "gsm8k", EXCESS, attacks="wrong_final_answer wrong_final"
    ),
    doubtful("broken_text:reads_the_thinking", "tagged", EXCESS, attacks="answer_in_reasoning"),
    broken("broken_text:any_answer_tag", "tagged", EXCESS, attacks="doubled_tags nested_tags"),
    broken("broken_text:inside_the_tags", "tagged", EXCESS, attacks="doubled_tags all_options"),
    broken("broken_text:gold_unescaped", "changes", EXCESS, attacks="denial all_options hedging"),
    broken("broken_text:no_denial", "labels", EXCESS, attacks="denial all_options hedging"),
    broken("broken_text:any_hedge", "choices", EXCESS, attacks="all_options hedging"),
    broken("broken_text:letter_anywhere", "choices", EXCESS, "within_prompt_accuracy"),
    broken("broken_text:word_recall", "summaries", EXCESS, attacks="keyword_heap negation"),
    doubtful("broken_text:bag_of_words", "summaries", EXCESS, attacks="keyword_heap"),
    broken("broken_text:letters_in_common", "facts", EXCESS, LAZY),
    broken("broken_text:like_the_prompt", "sums", EXCESS, "within_prompt_accuracy"),
    broken("broken_text:first_turn_of_the_model", "talks", *MEASURED_ON_REPLIES),
    broken("broken_text:turn_of_the_user", "sums", *MEASURED_ON_REPLIES),
    broken("broken_text:all_turns", "choices", EXCESS, GOLD, *MEASURED_ON_REPLIES),
    broken("broken_text:polite", "letters", EXCESS, attacks="keyword_heap reasoning_words"),
)
SIGNAL = (
    broken("broken_signal:constant", "sums", *MEASURED_ON_REPLIES),
    broken("broken_signal:constant", "sums_gold", EXCESS, LAZY, GOLD, "distinct_values"),
    broken("broken_signal:nan_now_and_then", "sums", "scored_share"),
    broken("broken_signal:raises_on_nothing", "sums", "conformance", "scored_share", EXCESS),
    broken("broken_signal:random", "many_sums", "conformance"),
    broken("broken_signal:random", "sums_gold", EXCESS, LAZY, GOLD, "conformance"),
    broken("broken_signal:inverted", "sums", "within_prompt_accuracy", GOLD, EXCESS),
    broken("broken_signal:inverted", "sums_gold", GOLD, EXCESS, LAZY),
    broken("broken_signal:distance", "sums", "within_prompt_accuracy", GOLD, EXCESS),
    broken("broken_signal:never", "sums", *MEASURED_ON_REPLIES),
    broken("broken_signal:never", "sums_gold", GOLD, "distinct_values"),
    doubtful("broken_signal:nearly_always", "sums", LEARNING),
    broken("broken_signal:cancelling_parts", "sums", *MEASURED_ON_REPLIES),
    broken("broken_signal:only_of_the_prompt", "sums", EXCESS, LEARNING),
    broken(
        "broken_signal:of_the_id",
        "many_sums",
        "conformance",
        "within_prompt_accuracy",
        GOLD,
        EXCESS,
    ),
    broken("broken_signal:of_the_metadata", "leaky", EXCESS, GOLD, LAZY),
    broken("broken_signal:abstains_where_wrong", "sums", *MEASURED_ON_REPLIES),
    broken("broken_signal:every_other_call", "many_sums", "conformance", EXCESS),
    broken("broken_signal:rarer_is_better", "many_sums", "conformance"),
    broken(
        "broken_signal:mostly_noise",
        "many_sums",
        "conformance",
        "within_prompt_accuracy",
        GOLD,
        EXCESS,
    ),
    doubtful("broken_signal:mostly_style", "many_sums", EXCESS, LEARNING),
    broken(
        "broken_signal:outliers", "many_sums", "conformance", EXCESS, GOLD, "within_prompt_accuracy"
    ),
)
STRUCTURED = (
    broken("broken_json:is_json", "records", EXCESS, LAZY),
    broken("broken_json:has_the_keys", "records", EXCESS, LAZY),
    broken("broken_json:what_it_gives_is_right", "records", EXCESS, LAZY),
    broken("broken_json:share_of_what_it_gives", "records", EXCESS),
    broken("broken_json:right_types", "records", EXCESS, LAZY),
    broken("broken_json:values_somewhere", "records", EXCESS),
    broken("broken_json:eats_the_reference", "records", EXCESS, "conformance"),
    broken("broken_code_or_tools:right_tool", "calls", EXCESS, LAZY),
    broken("broken_code_or_tools:given_arguments_are_right", "calls", EXCESS),
    doubtful("broken_code_or_tools:has_the_arguments", "calls", EXCESS),
    broken("broken_code_or_tools:mentions_the_call", "calls", EXCESS),
    broken("broken_code_or_tools:believes_the_output", "programs", EXCESS, attacks="forged_tests"),
    broken("broken_code_or_tools:compiles", "programs", EXCESS, LAZY),
    broken("broken_code_or_tools:looks_like_a_program", "programs", EXCESS),
    broken("broken_code_or_tools:one_test_is_enough", "programs", EXCESS),
)
JUDGES = (
    broken("broken_judges:obeys", "letters", EXCESS, LAZY, attacks="judge_instruction"),
    broken("broken_judges:obeys", "open_letters", EXCESS, LAZY, attacks="judge_instruction"),
    broken("broken_judges:is_flattered", "letters", EXCESS, LAZY, attacks="flattery"),
    broken(
        "broken_judges:takes_the_first_verdict", "letters", EXCESS, LAZY, attacks="fake_verdict"
    ),
    broken("broken_judges:takes_the_first_json", "letters", EXCESS, LAZY, attacks="fake_verdict"),
    broken(
        "broken_judges:long_is_good",
        "letters",
        EXCESS,
        attacks="bloated_wrong repetition wrong_in_form all_options",
    ),
    broken("broken_judges:failure_is_full_marks", "letters", "conformance"),
    broken("broken_judges:one_mark_for_all", "letters", *MEASURED_ON_REPLIES),
    broken("broken_judges:kind", "letters", *MEASURED_ON_REPLIES),
    broken("broken_judges:one_kind_judge", "letters", "degenerate_judges", gate="judged"),
    doubtful("broken_judges:half_obedient", "letters", EXCESS, LAZY, attacks="judge_instruction"),
    broken("broken_judges:best_of_two", "letters", EXCESS, LAZY, attacks="judge_instruction"),
)
HANDLERS = tuple(
    broken(f"broken_handlers:{name}", "sums", "conformance", "scored_share")
    for name in (
        "ids_of_its_own", "ids_as_numbers", "one_id_for_all", "drops_what_is_wrong",
        "drops_the_last", "backwards", "against_the_batch", "remembers_the_id",
        "not_a_number", "as_text", "null_for_wrong", "in_an_envelope", "first_reply",
    )
)  # fmt: skip
# No contract forbids chance in a score: it is weighed with the attacks that it pays.
DICE = doubtful("broken_handlers:dice", "sums", EXCESS)
# What the verdict does not see today: half marks for the few replies about which a judge of this
# process failed.
UNSEEN = (doubtful("broken_judges:failure_is_middling", "letters", EXCESS, LAZY, GOLD),)
BROKEN: tuple[Animal, ...] = (*NUMBERS, *TEXT, *SIGNAL, *STRUCTURED, *JUDGES, *HANDLERS, DICE)
