"""Server-rendered pages: Jinja2 templates with autoescape, one style sheet, no script but for form_post."""
