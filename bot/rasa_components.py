"""Rasa's own components that config.yml may name. One that is missing here is added here (bot/light_rasa.py says why)."""

from rasa.core.policies.memoization import AugmentedMemoizationPolicy, MemoizationPolicy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.nlu.extractors.entity_synonyms import EntitySynonymMapper
from rasa.nlu.extractors.regex_entity_extractor import RegexEntityExtractor

DEFAULT_COMPONENTS = [
    AugmentedMemoizationPolicy,
    EntitySynonymMapper,
    FallbackClassifier,
    MemoizationPolicy,
    RegexEntityExtractor,
    RulePolicy,
]
