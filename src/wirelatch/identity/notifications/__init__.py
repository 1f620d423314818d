"""Notifications: rules look at the audit log, and tell people what matters, here, by e-mail or to a webhook.

A rule is a target of policy bindings; for an event that its policies let pass, every member of its group (and, if wanted,
the user of the event) is told through its transports. Matching and delivering happen in the background (`matching.py`,
`delivery.py`): what is told is a row before it is sent, so that nothing is lost and no request waits.
"""
