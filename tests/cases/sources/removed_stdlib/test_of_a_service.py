import asyncore
from unittest import TestCase


class ServiceTest(TestCase):
    def test_one(self):
        self.assertEquals(1, one())
        self.assertRegexpMatches("a", "b")
        self.assertDictContainsSubset({}, {})
        other.assertEquals(1, 2)


class Own:
    def test_two(self):
        self.assertEquals(1, 2)
