# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # premier-recours in a notebook · dans un carnet
#
# Runs as pandas frames with units, comparisons, the figures of the page, and single needs followed through
# two scenarios: what `from sim import api` offers (`help(api)` has it all). Open this page with
# `uv run --group notebook jupyter lab docs` (right-click, *Open With → Notebook*), or in an editor that
# knows `# %%` cells.

# %%
import numpy as np

from sim import api

# %% tags=["parameters"]
BASELINE, SCENARIO = "mios_as_is", "gisele_halimi_3_doctors"
OVERRIDES = ["run.replications=4"]  # as on the command line; 4 for a first look
CONFIG_DIR = None  # a folder of your own scenarios and territories

# %% [markdown]
# ## Play · Simuler
#
# What was played before, here or on the command line, is found again; only what is missing is played.

# %%
base = api.play(BASELINE, *OVERRIDES, config_dir=CONFIG_DIR)
more = api.play(SCENARIO, *OVERRIDES, config_dir=CONFIG_DIR)
base.title, more.title, base.replications

# %% [markdown]
# ## Compare · Comparer
#
# Differences are scenario − baseline, paired by replication (both are played with the same random draws),
# with an interval of 95 %. Titles are in French with `lang="fr"`.

# %%
differences = api.compare(base, more, lang="en")
whole = differences[(differences["commune"] == "*") & (differences["group"] == "all")]
chosen = whole[whole["indicator"].isin(["without_mt", "delay_mean", "ed_visits"])]
chosen[["period", "title", "unit", "baseline_mean", "scenario_mean", "difference", "low", "high"]]

# %% [markdown]
# ## A figure of the page, and the same from the frame · Une figure, et la même à partir des données
#
# Every figure of the page is a Plotly object, in French or English.

# %%
figures = api.figures(base, more, lang="fr")
figures["without_mt-all"]

# %% [markdown]
# Its line is the mean over the replications of the monthly indicator, which pandas makes of the table:

# %%
monthly = more.table("indicators")
rows = monthly.query("indicator == 'without_mt' and group == 'all' and commune == '*'")
line = rows.groupby("month")["value"].mean()
drawn = [trace for trace in figures["without_mt-all"].data if trace.line.width > 0][-1]
assert np.allclose(line, drawn.y, rtol=1e-12)
line.tail(3), rows["unit"].unique()

# %% [markdown]
# ## Follow a need · Suivre un besoin
#
# Some residents are traced (`run.trace` is their share): each of their needs is found again in the other
# scenario. Which of them ended otherwise, and how?

# %%
needs = api.follow(base, more)
otherwise = needs[needs["changed"]].dropna(subset=["outcome_baseline", "outcome_scenario"])
otherwise.value_counts(["outcome_baseline", "outcome_scenario"]).head(10)

# %% [markdown]
# One of them, and what was tried for it, step after step, in the one and in the other:

# %%
one = otherwise.iloc[[0]]
one[["place", "resident", "age", "ald", "kind", "arose_baseline", "outcome_baseline", "outcome_scenario"]]

# %%
api.steps(one, "tried_baseline")

# %%
api.steps(one, "tried_scenario")
