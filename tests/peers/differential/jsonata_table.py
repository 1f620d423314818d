"""Expressions and messages for the comparison of JSONata engines; `$bytes` is a Buffer, `$date` a Date."""

from __future__ import annotations

from typing import Any

MESSAGES: list[Any] = [
    {
        "payload": {
            "items": [{"price": 2, "qty": 3, "tags": ["a"]}, {"price": 1.5, "qty": 4, "tags": ["b", "c"]}],
            "name": "n", "temp": 21.5, "empty": [], "one": [7], "nested": [[1, 2], [3]], "ok": True,
        },
        "topic": "home/kitchen/temperature", "data": {"base_id": "front", "state": "on"}, "list": [5, 3, 9, 1],
    },
    {"payload": "24.5", "topic": "a/b", "text": "Hällo 😀 wörld", "nothing": None, "buffer": {"$bytes": [1, 2, 255]}},
    {"payload": 17, "topic": "", "when": {"$date": 1700000000123}, "list": ["b", "a", "C"], "deep": {"a": {"b": {"a": 1}}}},
    {"payload": [{"id": 1, "doc": {"v": 1}}, {"id": 2, "doc": {"v": 2}}, {"id": 1}], "topic": 5, "list": []},
    {"payload": [1, 2, 3], "req": {"params": {"id": "7"}, "query": {}}, "list": [True, False]},
    {"payload": True, "_msgid": "abc", "list": [[1], [2, 3]], "big": 1e300, "tiny": 1e-7, "neg": -3.5},
    {"payload": {"b": 2, "a": 1, "10": "ten", "9": "nine"}, "list": [0.1, 0.2, 0.30000000000000004]},
    {},
]  # fmt: skip

EXPRESSIONS: list[str] = [
    # paths
    "payload", "payload.items", "payload.items.price", "payload.items.tags", "payload.items[0]", "payload.items[-1].qty",
    "payload.items[price > 1.7]", "payload.items[price > 1.7].tags", "payload.items.tags[0]", "(payload.items.tags)[0]",
    "payload.one", "payload.one[]", "payload.name[]", "payload.empty", "payload.nested", "payload.nested[0]", "payload[0]",
    "payload.nested.$sum($)", "payload.*", "*", "**.price", "**.a", "deep.**", "list[0]", "list[[0,1]]", "list[[0..1]]", "list[-1]",
    "list[$ > 2]", "list.$", "list.($)", "$.payload", "$$.topic", "payload.id", "payload[id=1]", "payload[id=1].doc.v", "payload.doc",
    "payload.doc.v[0]", "payload.(id)", "payload.{'i': id}", "payload{$string(id): $}", "payload{$string(id): $count($)}", "payload.id^($)",
    "payload^(>id)", "payload^(id, >doc.v).doc.v", "payload.items^(price).qty", "payload.items^(>qty, price)[0].price",
    "payload.items#$i.{'i': $i, 'p': price}", "payload.items@$x.tags@$t.{'p': $x.price, 't': $t}", "payload.items.tags.{'t': $, 'p': %.price}",
    "payload.items.tags.(%.price)", "payload.items[0].tags[0].%.%.name", "list[0][0]", "list[][0]", "[list][0]", "payload.'items'", "`payload`",
    'payload."name"', "payload.a & payload.b", "payload.`10`", "missing.at.all", "payload.length", "topic.length", "buffer.length",
    "buffer[0]", "buffer.toString('hex')", "when.getTime()", "when.toISOString()", "$type(when)", "$type(buffer)", "buffer.data", "nothing.x",
    "req.params.id", "payload.items.price[0]", "payload.items.(price)[0]", "payload.(items.price)[0]", "list.*", "payload.items.*",
    "(payload.items.tags)[0].$uppercase($)", "payload.items[tags[0]='b'].qty", "payload.items['b' in tags].qty", "$keys(payload)",
    "payload.items[$sum([price, qty]) > 5].price", "$.*[0]", "payload.nested.$count($)", "payload.nested[1]", "payload.items{'all': price}",
    "payload.items.{'a': [tags]}", "payload.items.[price, qty]", "payload.items.[price]", "[payload.items.price]", "[payload.items.[price]]",
    "payload.items.[tags]", "payload[].id", "payload.id[]", "payload[0][]", "list[]", "(list)[]", "{'a': list[]}.a", "{'a': payload.one[]}.a",
    # operators
    "payload + 1", "payload * 2 - 1", "payload / 0", "payload % 4", "-payload", "-payload % 3", "neg % 2", "7 % -3", "0/0", "1/0", "big * big",
    "big * big + 1", "tiny & ''", "big & ''", "1e21 & ''", "0.1 + 0.2", "(0.1 + 0.2) & ''", "123456789012345680000 & ''", "1/3 & ''",
    "payload & '!'", "payload & payload", "nothing & 'x'", "when & ''", "buffer & ''", "payload.items & ''", "missing & ''", "true & null",
    "payload = 17", "payload != 17", "payload = missing", "payload != missing", "missing = missing", "payload = '24.5'", "payload > 3",
    "payload < 'b'", "payload >= 17", "topic > 'a'", "nothing = null", "nothing > 1", "missing > 1", "payload.items[0] = payload.items[0]",
    "{'a': 1, 'b': 2} = {'b': 2, 'a': 1}", "[1,2] = [1,2]", "[1] = 1", "1 = true", "1 in list", "'a' in list", "topic in ['a/b']", "3 in payload",
    "true in list", "payload and topic", "payload or missing", "not", "payload ? 'y' : 'n'", "list ? 'y' : 'n'", "payload.empty ? 1 : 2", "nothing ? 1",
    "payload ?: 'default'", "topic ?: 'none'", "missing ?? 'fallback'", "nothing ?? 'fallback'", "payload.items[price>100] ?? 'none'",
    "[1..3]", "[1..payload]", "[3..1]", "[0..2].($ * 2)", "[1.5..3]", "['a'..'b']", "[1, [2, 3], missing]", "[list, payload]", "[[list]]",
    "{'a': payload, 'b': missing}", "{'a': 1, 'a': 2}", "{payload: 1}", "{topic: 1}", "payload ~> $string", "payload ~> $string()", "topic ~> $uppercase ~> $length",
    "(topic ~> $uppercase() ~> $length())", "($f := $uppercase ~> $length; $f('abc'))", "'abc' ~> 5",
    # functions
    "$string(payload)", "$string(payload, true)", "$string(0.1+0.2)", "$string(when)", "$string(buffer)", "$string(nothing)", "$string($sum)", "$string([1,$sum])",
    "$number(payload)", "$number(topic)", "$number('0x1F')", "$number(' 1')", "$number('1e3')", "$number(true)", "$number(nothing)", "$number(list)",
    "$sum(list)", "$sum(payload)", "$max(list)", "$min(list)", "$average(list)", "$count(list)", "$count(payload)", "$count(missing)", "$count(nothing)",
    "$sum(payload.items.(price*qty))", "$length(text)", "$length(topic)", "$substring(text, 6, 1)", "$substring(topic, -3)", "$substring(topic, 1, 2)",
    "$substringBefore(topic, '/')", "$substringAfter(topic, '/')", "$uppercase(text)", "$lowercase(text)", "$trim('  a   b ')", "$pad(topic, 8, '#')", "$pad(topic, -8, 'ab')",
    "$contains(topic, 'a')", "$contains(topic, /A/i)", "$split(topic, '/')", "$split(topic, '/')[-1]", "$split(topic, /\\//)", "$split(topic, '')", "$split('a1b2c', /[0-9]/, 1)",
    "$join(list, '-')", "$join($split(topic, '/'), '.')", "$match(topic, /[a-z]+/)", "$match(topic, /(.)\\/(.)/).groups", "$match(text, /w/).index", "$match('ab', /x?/)",
    "$replace(topic, '/', '.')", "$replace(topic, /(\\w)\\/(\\w)/, '$2/$1')", "$replace('abc', /(b)/, '[$0$1$$$2]')", "$replace(topic, /[a-z]/, function($m){$uppercase($m.match)})",
    "$replace('aaa', 'a', 'b', 2)", "$replace('John Smith', /(\\w+)\\s(\\w+)/, '$2, $1')", "$replace('abc', /b/, 5)", "/a(b)/('xab')", "$eval('1+1')", "$eval('payload')", "$eval('1+')",
    "$base64encode('hällo')", "$base64decode('aGVsbG8=')", "$encodeUrlComponent('a b&c/ä')", "$encodeUrl('http://x/ä b?c=d')", "$decodeUrlComponent('a%20b%26')", "$decodeUrl('%2Fa%20b')",
    "$decodeUrlComponent('%')", "$floor(neg)", "$ceil(neg)", "$round(neg)", "$round(2.5)", "$round(3.5)", "$round(-2.5)", "$round(123.456, 2)", "$round(1250, -2)", "$round(1350, -2)", "$round(0.285, 2)",
    "$abs(neg)", "$sqrt(16)", "$sqrt(neg)", "$power(2, 10)", "$power(10, 400)", "$power(-8, 1/3)", "$formatNumber(12345.6, '#,##0.00')", "$formatNumber(0.14, '01%')", "$formatNumber(-5, '0;(0)')",
    "$formatNumber(1234.5678, '00.000e0')", "$formatNumber(payload, '#0.0')", "$formatNumber(0, '#.##')", "$formatNumber(123456789, '#,###,###')", "$formatNumber(1, '0.0.0')", "$formatBase(100, 2)", "$formatBase(255, 16)",
    "$formatBase(-10, 2)", "$formatBase(5, 1)", "$formatInteger(2789, 'w')", "$formatInteger(1999, 'I')", "$formatInteger(12, '#1;o')", "$formatInteger(1234567, '#,##0')", "$formatInteger(27, 'A')",
    "$parseInteger('twelve thousand, four hundred and seventy-six', 'w')", "$parseInteger('MCMXCIX', 'I')", "$parseInteger('1,234', '#,##0')", "$boolean(list)", "$boolean([0])", "$boolean([0,1])", "$boolean({})", "$boolean(when)", "$boolean(buffer)",
    "$not(payload)", "$exists(payload.items)", "$exists(nothing)", "$type(payload)", "$type($sum)", "$type(missing)", "$append(list, 1)", "$append(1, 2)", "$append(missing, 2)", "$reverse(list)", "$zip(list, [1,2])",
    "$distinct(list)", "$distinct([1,'1',1,true,{'a':1},{'a':1}])", "$sort(list)", "$sort(payload)", "$sort(payload.items, function($l, $r){$l.price > $r.price}).price", "$sort(list, function($a,$b){$a < $b})",
    "$map(list, function($v, $i){$v & $i})", "$map(payload, $string)", "$map(list, $uppercase)", "$map(payload.items, function($v){$v.tags})", "$map([1], function($v){[$v]})", "$filter(list, function($v){$v})", "$filter(payload, function($v, $i, $a){$i = $count($a) - 1})",
    "$single(payload, function($v){$v.id = 2})", "$single(payload)", "$reduce(list, function($a, $b){$a & $b})", "$reduce(payload, function($a, $b){$a + $b}, 10)", "$reduce([], function($a, $b){$a}, 1)", "$reduce(list, $uppercase)", "$each(payload, function($v, $k){$k & '=' & $string($v)})",
    "$sift(payload, function($v, $k){$k = 'a'})", "$keys(list)", "$keys(payload.items)", "$lookup(payload, 'name')", "$lookup(payload, 'id')", "$spread(payload)", "$merge(payload)", "$merge([{'a':1},{'b':2,'a':3}])", "$error('boom')", "$assert(payload = 17, 'no')",
    "$toMillis('2018-03-27T15:00:00Z')", "$toMillis('2018-03-27')", "$toMillis('2018-03-27T15:00:00.123+02:00')", "$toMillis('yesterday')", "$toMillis('12 March 2020', '[D1] [MNn] [Y0001]')", "$toMillis('03:05 pm 7/9/2021', '[h#1]:[m01] [P] [D1]/[M1]/[Y0001]')",
    "$fromMillis(1700000000123)", "$fromMillis(1700000000123, '[Y0001]-[M01]-[D01] [H01]:[m01]:[s01]')", "$fromMillis(1700000000123, '[FNn], [D1o] [MNn,*-3] [Y] [h]:[m01][P] W[W] [X] [w] [d]', '+0530')", "$fromMillis(0, '[Z] [z] [Z0000] [Z01:01t] [f001] [C] [E]', '-0330')", "$fromMillis(payload)", "$fromMillis(1e12, '[q]')",
    # node-red's
    "$flowContext('f.x')", "$flowContext('list')[1]", "$globalContext('g')", "$exists($flowContext('no'))", "$env('A') & $env('B')", "$clone(payload)", "$clone(payload.items[0]).price", "$moment(0).utc().format('YYYY-MM-DD')",
    "$moment('2024-01-31T12:00:00Z').utc().add(1,'month').toISOString()", "$moment(0).valueOf() + 1", "$moment(0).utc()", "[$moment(0).utc()]", "msg.payload", "msg.payload.items.price", "'msg'", "$type($moment())",
    # functions of the expression
    "($x := payload; $x)", "($x := 1; ($x := 2); $x)", "($f := function($n){$n <= 1 ? 1 : $n * $f($n - 1)}; $f(10))", "($f := function($n, $a){$n = 0 ? $a : $f($n - 1, $a + $n)}; $f(1000, 0))", "($f := function($n){$n = 0 ? 0 : 1 + $f($n - 1)}; $f(400))", "function($x){$x}(payload)", "λ($x){$x & '!'}(topic)",
    "($add := function($a, $b){$a + $b}; $add(?, 2)(3))", "($first := $substring(?, 0, 2); $first(topic))", "function($s)<s-:s>{$s}(topic)", "function($n)<n:n>{$n}('x')", "topic.function($s)<s-:s>{$uppercase($s)}()", "payload ~> |items|{'price': price * 2}|", "payload ~> |items|{}, 'tags'|", "$ ~> |payload|{'new': 1}, ['name']|", "payload ~> |$|5|",
    "nope()", "sum(list)", "$nope(1)", "'a'.'b'", "payload.(", "1 +", "'open", "payload[", "{'a' 1}", "a b", "@", "5.x", "%", "$x := ", "/(/", "\"\\q\"", "", "/* c */ 1", "//", "payload.$sum(", "a := 1", "[1,,2]", "`open",
]  # fmt: skip
