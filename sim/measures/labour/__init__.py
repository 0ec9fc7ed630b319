"""The labour market of doctors, which the measure ``market`` plays (docs/model.md, section 16)."""
