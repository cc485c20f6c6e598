"""`python -m blogbuild` is `blogbuild`."""

from blogbuild.cli import main

main()
