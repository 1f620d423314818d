"""Stages: what a flow consists of. A file (or package) per kind; `registry.py` finds them all by themselves.

How to write one
----------------
Subclass :class:`~wirelatch.identity.stages.interface.Stage` in a module of this package, and give it

- the names that authentik has for it: `model_app` and `kind` (together the model name, such as
  `authentik_stages_password.passwordstage`), `path` (the API's, `stages/<path>/`), `form_component`, `verbose_name`,
  `verbose_name_plural`, `description`;
- `SCHEMA`: its fields as the API takes them, with authentik's defaults; `SECRETS` are sealed and never shown again;
  `REFERENCES` names what the fields with ids refer to. A configured stage has them as `self.settings["field"]`;
- `async challenge(run)`: what to show now, or that there is nothing to show. Returns

  - :class:`Challenge` (the component and fields of authentik's JSON API, the template of the page and its values),
  - :class:`Passed`, when the stage asks nothing of this user now (nothing is configured, it is proven already, …),
  - :class:`Denied` with a message for the user, which ends the flow,
  - :class:`Answered`, which ends the flow with an answer of the stage's own (an error for the application),
  - :class:`LeaveFor`, to go on at another address (an upstream provider); the run waits for the browser to come back;

- `async answer(run, answer)`: what somebody sent in reply to the challenge. Returns the same, or :class:`Invalid` with
  errors by field (`non_field_errors` for the whole form). It is called only for answers that come from our own pages
  or carry the CSRF token; the fields are whatever a stranger sent.

A stage passes only on positive proof: an empty or unexpected answer is Invalid (CVE-2026-49443, CVE-2026-54730).

What a stage knows and leaves behind is in the run (`flows/run.py`):

- `run.call`, `run.services`, `run.flow`, `run.session` (who was signed in before the flow), `run.query`;
- `await run.user()`: the pending user's row (fresh), or None; `run.identify(user_id, identifier)` says who it is;
- `run.prove(method, *amr)`: this stage has proof that the pending user is there (`"password", "pwd"`; `"totp", "otp"`;
  `"webauthn", "hwk", "user"` …). Proof belongs to a user: it is gone when somebody else is identified;
  `run.proofs` lists the methods, `run.amr` what goes into the session. `user_login` signs in only who has proof;
- `run.state`: a dict of this stage's own (a WebAuthn challenge, a counter); JSON values; forgotten when it has passed;
- `run.context.prompt_data`, `run.context.application…` and the other accessors of `flows/context.py`;
- `await run.admit_guess()` before a password or code is tried, and `run.guess_succeeded()` after a right one: no stage
  counts attempts by itself. `admit_guess` returns None, or the Invalid (429) to return;
- `run.later(write)`: a function of a Connection for what is written with the run's next transition, whatever it is.

What a stage stores it stores in `Passed(write=…)`: a function of a Connection that runs in the transaction in which the
run goes on to the next stage, which happens once, however many answers are sent at the same time. It may raise
:class:`NotPassedError` with a Denied or Invalid, which undoes everything. What the browser is told besides (cookies) is
`Passed(respond=…)`. Reading needs no care.

A stage with `acts = True` passes by itself *and* changes something (signs in, deletes a user). It is never passed by
opening a link: on a GET the page asks to go on. When a policy bound to it fails, the flow ends; for any other stage, a
policy that fails leaves the stage in (CVE-2024-47070: an error never takes a step out of a sign-in).

`prospect(connection, user, snapshot)` says whether this user could pass, and what that would prove; the check that no
flow locks everybody out (`flows/lockout.py`) asks it. The default is "passes, proves nothing".

Pages: a template in `pages/templates/stages/` that extends `stages/base.html` and fills the block `fields` (or `form`).
It sees `challenge` (the fields), `errors` (by field, a list of texts), `values` of the Challenge as variables, `flow`,
`title`, `csrf_token`, `action`. It has to work without JavaScript; scripts are named in `Challenge(scripts=…)`, files of
`pages/static/`.
"""

from wirelatch.identity.stages.interface import (
    Answer,
    Answered,
    Challenge,
    Denied,
    Invalid,
    LeaveFor,
    NotPassedError,
    Outcome,
    Passed,
    Prospect,
    Stage,
)

__all__ = [
    "Answer", "Answered", "Challenge", "Denied", "Invalid", "LeaveFor", "NotPassedError", "Outcome", "Passed", "Prospect", "Stage",
]  # fmt: skip
