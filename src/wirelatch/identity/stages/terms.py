"""Have terms accepted: each version once by each user, and recorded with when and from where.

authentik has no stage for it; its users build one of prompts, which keeps no record.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from wirelatch.database import now
from wirelatch.identity.flows import record
from wirelatch.identity.flows.run import Run
from wirelatch.identity.flows.tables import terms_acceptances as table
from wirelatch.identity.stages.interface import Answer, Challenge, Denied, Outcome, Passed, Stage, wrong
from wirelatch.identity.web.fields import Field, boolean, line, text, url


class TermsStage(Stage):
    """`answer` takes `accept`, and `version`, the one that was shown."""

    model_app = "wirelatch_stages_terms"
    kind = "termsstage"
    path = "terms"
    form_component = "ak-stage-terms-form"
    verbose_name = "Terms Stage"
    verbose_name_plural = "Terms Stages"
    description = "Asks to accept a version of terms, and keeps who did."
    SCHEMA = {
        "title": Field(line(200), "Terms of use"),
        "text": Field(text(100_000), ""),
        "link": Field(url, ""),
        "version": Field(line(100, blank=False), "1"),
        "always_ask": Field(boolean, False),
    }

    async def challenge(self, run: Run) -> Outcome:
        user_id = run.context.pending_user
        if user_id is None or not (run.proofs or run.session is not None):
            return Denied(("Please start again.",), (f"nobody is known before “{self.name}”",))
        if not self.settings["always_ask"]:
            this = (
                (table.c.user_id == user_id)
                & (table.c.stage_id == self.id)
                & (table.c.version == self.settings["version"])
            )
            query = select(table.c.accepted_at).where(this)
            if (
                await run.services.database.read(lambda connection: connection.execute(query).first())
                is not None
            ):
                return Passed()
        fields = {
            **await run.about_user(),
            **{name: self.settings[name] for name in ("title", "text", "link", "version")},
        }
        return Challenge("ak-stage-terms", fields, "stages/terms.html")

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        shown = await self.challenge(run)
        if not isinstance(shown, Challenge):
            return shown
        version = self.settings["version"]
        if answer.text("version") != version:
            return wrong("The terms have changed meanwhile. Please read them again.")
        if not answer.flag("accept"):
            return wrong("Please accept the terms to go on.", "accept", code="required")
        user_id = run.context.pending_user
        row = await run.user()
        this = {"user_id": user_id, "stage_id": self.id, "version": version}

        def write(connection: Connection) -> None:
            known = select(table.c.user_id).filter_by(**this)
            if connection.execute(known).first() is None:
                connection.execute(
                    insert(table).values(**this, accepted_at=now(), address=run.call.address[:64])
                )
            record.in_transaction(
                connection,
                run,
                "terms_accepted",
                actor=row.username if row is not None else "",
                target=f"user:{user_id}",
                terms=self.settings["title"],
                version=version,
            )

        return Passed(write)
