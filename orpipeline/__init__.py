"""orpipeline: who wins on OpenRouter, open or proprietary models?"""
