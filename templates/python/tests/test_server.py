"""The limits of the HTTP server, without connections."""

import unittest

from waitress.adjustments import Adjustments

from server import MAX_LINE, MAX_READ, SHORT_BODY, Budget, _Parser


class BudgetTest(unittest.TestCase):
    def test_take(self) -> None:
        budget = Budget(10)
        self.assertTrue(budget.take(7))
        self.assertFalse(budget.take(4))
        self.assertTrue(budget.take(3))
        budget.give_back(7)
        self.assertFalse(budget.take(8))
        self.assertTrue(budget.take(7))


class ParserTest(unittest.TestCase):
    def setUp(self) -> None:
        self.budget = Budget(3 * SHORT_BODY)

    def parser(self, framing: str) -> _Parser:
        parser = _Parser(Adjustments(), self.budget)
        parser.received(f"POST / HTTP/1.1\r\n{framing}\r\n\r\n".encode())
        return parser

    def send(self, framing: str, length: int, part: bytes = b"x" * SHORT_BODY) -> _Parser:
        parser = self.parser(framing)
        while length > 0 and not parser.completed:
            length -= parser.received(part[:length])
        return parser

    def assert_refused(self, parser: _Parser, result_code: str) -> None:
        assert parser.rejection is not None
        self.assertEqual(parser.rejection[0], result_code)
        self.assertEqual(parser.get_body_stream().read(), b"")
        self.assertTrue(parser.completed)
        self.assertTrue(self.budget.take(3 * SHORT_BODY), "it holds no bytes")

    def test_short_bodies_need_no_budget(self) -> None:
        self.assertTrue(self.budget.take(3 * SHORT_BODY))
        parser = self.send(f"Content-Length: {SHORT_BODY}", SHORT_BODY)
        self.assertIsNone(parser.rejection)
        self.assertEqual(len(parser.get_body_stream().read()), SHORT_BODY)

    def test_long_bodies_share_a_budget(self) -> None:
        length = 2 * SHORT_BODY
        first = self.send(f"Content-Length: {length}", length)
        self.assertEqual(len(first.get_body_stream().read()), length)
        second = self.send(f"Content-Length: {length}", length)
        first.close()
        first.close()
        self.assert_refused(second, "000005")

    def test_too_long_body(self) -> None:
        length = 1024 * 1024 + 1
        self.assert_refused(self.send(f"Content-Length: {length}", length), "000002")
        # Only what has arrived takes room.
        self.assertIsNotNone(self.parser(f"Content-Length: {MAX_READ * 2}").rejection)

    def test_body_without_end(self) -> None:
        parser = self.send(f"Content-Length: {MAX_READ * 9}", MAX_READ * 9)
        self.assertLess(parser.body_bytes_received, MAX_READ + 2 * SHORT_BODY)
        self.assert_refused(parser, "000002")

    def test_chunks(self) -> None:
        chunk = b"%x\r\n%s\r\n" % (SHORT_BODY, b"x" * SHORT_BODY)
        self.assert_refused(self.send("Transfer-Encoding: chunked", 2 * MAX_READ, chunk), "000002")
        self.budget = Budget(3 * SHORT_BODY)
        parser = self.send("Transfer-Encoding: chunked", MAX_READ, b"1" * (MAX_LINE + 1))
        self.assertLess(parser.body_bytes_received, 2 * MAX_LINE)
        self.assert_refused(parser, "000002")


if __name__ == "__main__":
    unittest.main()
