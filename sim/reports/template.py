"""How pages are filled in from templates, here and in other rooms."""

import jinja2


def template(name: str, package: str = "sim.reports") -> jinja2.Template:
    """The file of that name in the folder `templates` of a package. What is filled in is escaped in HTML, and
    must all be there. Raises jinja2.TemplateNotFound.
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(package),
        autoescape=name.endswith(".html.j2"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = lambda text: str(text).replace("|", "\\|").replace("\n", " ")
    return environment.get_template(name)
