"""blogbuild: a static-site generator for people who keep a job hunt as a blog."""

__version__ = "0.1.0"
