"""Every attack there is, by name."""

from validation.probes.attacks.denial import DENIAL_ATTACKS
from validation.probes.attacks.forms import FORM_ATTACKS
from validation.probes.attacks.guesses import GUESS_ATTACKS
from validation.probes.attacks.judges import JUDGE_ATTACKS
from validation.probes.attacks.length import LENGTH_ATTACKS
from validation.probes.attacks.letters import LETTER_ATTACKS
from validation.probes.attacks.numbers import NUMBER_ATTACKS
from validation.probes.attacks.plain import PLAIN_ATTACKS
from validation.probes.attacks.programs import PROGRAM_ATTACKS
from validation.probes.attacks.prompts import PROMPT_ATTACKS
from validation.probes.attacks.replies import REPLY_ATTACKS
from validation.probes.attacks.structured import STRUCTURED_ATTACKS
from validation.probes.attacks.style import STYLE_ATTACKS
from validation.probes.case import Attack

_ALL = (
    *PLAIN_ATTACKS,
    *GUESS_ATTACKS,
    *DENIAL_ATTACKS,
    *PROMPT_ATTACKS,
    *FORM_ATTACKS,
    *STYLE_ATTACKS,
    *LENGTH_ATTACKS,
    *LETTER_ATTACKS,
    *JUDGE_ATTACKS,
    *PROGRAM_ATTACKS,
    *NUMBER_ATTACKS,
    *STRUCTURED_ATTACKS,
    *REPLY_ATTACKS,
)
ATTACKS: dict[str, Attack] = {attack.name: attack for attack in _ALL}
