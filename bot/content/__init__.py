"""The check of what content designers write: `data/`, `domain.yml` and `airline/rules/`, read as files, in seconds.

`content.py` is what is written, `checks/` what is checked, one small function for each mistake. `trying.py` tries it out.
"""
