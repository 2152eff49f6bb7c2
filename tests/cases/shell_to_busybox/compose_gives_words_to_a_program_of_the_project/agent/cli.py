import click


@click.group()
def main():
    pass


@main.group()
def service():
    pass
