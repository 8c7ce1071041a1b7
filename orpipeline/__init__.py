"""orpipeline: who wins on OpenRouter, open or proprietary models?"""

from importlib.metadata import version

__version__ = version("orpipeline")
