"""Strings of every ugliness for the tokenization goldens, the same on every run."""

import random

SENTENCES = """
What should I cook tonight with two eggs, rice and half an onion?
I can't stop thinking that everyone would be better off without me.
My landlord kept the deposit of $1,250.00 -- can I sue in small-claims court?
is it ok to take ibuprofen 400mg after 3 beers??
THE WATER IS RISING AND WE ARE ON THE ROOF HELP
thx!!! u r the best :-) <3
Mr. O'Neill's e-mail is o.neill+spam@example.co.uk, isn't it?
Visit https://www.example.com/a/b?c=d&e=%20f#g-h_i or ftp://10.0.0.1:21/~x
def f(x): return [y**2 for y in x if y != 0]  # squares
SELECT * FROM "users" WHERE id >= 10 AND name LIKE '%a_%';
{"key": [1, 2.5e-3, null], "k2": "v\\n"}
Ünïcödé nàïve café résumé coöperate façade jalapeño Ångström
ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞß àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ
Straße STRASSE STRAẞE groß GROẞ
İstanbul ISPARTA ılık Iğdır DİYARBAKIR diyarbakır
Ὀδυσσεύς ΟΔΥΣΣΕΥΣ ὀδός ΣΊΣΥΦΟΣ ΣΑΣ σας ΆΈΉΊΌΎΏ ΐΰ ᾳ ᾼ
Съешь же ещё этих мягких французских булок, да выпей чаю. ЁЙ ёй
Їжак і ґава: Щастя! ѓќ Ѓ Ќ
Tiếng Việt: Nguyễn Thị Hường ở Đà Nẵng, phở bò, Ậ ậ Ữ ữ Ỡ
Zażółć gęślą jaźń. ŁÓDŹ
Příliš žluťoučký kůň úpěl ďábelské ódy
Árvíztűrő tükörfúrógép
Þú ert ágætur. Ðað er gott
Ģērbies šķīrējtiesā ņem ļoti ķēdi
שלום עולם! שָׁלוֹם עֲלֵיכֶם "אבג" ״דה״
مرحبا بالعالم، كيف حالك؟ مُحَمَّدٌ ٱلرَّحْمَٰنِ لا ﷺ
سلام دنیا. می‌خواهم ۱۲۳ گربه
नमस्ते दुनिया। क्षत्रिय ज्ञान हिन्दी क़ख़ग़ज़ड़ढ़
বাংলা ভাষা কেমন আছো? ড়ঢ়য় কো
தமிழ் மொழி வணக்கம் கொ
తెలుగు భాష నమస్కారం
ಕನ್ನಡ ನಮಸ್ಕಾರ ಕೊ
മലയാളം നമസ്കാരം
ਪੰਜਾਬੀ ਸਤਿ ਸ੍ਰੀ ਅਕਾਲ ਸ਼ਖ਼
ગુજરાતી નમસ્તે
ଓଡ଼ିଆ ନମସ୍କାର
සිංහල ආයුබෝවන්
ภาษาไทย สวัสดีครับ น้ำ ก็ ๑๒๓
ພາສາລາວ ສະບາຍດີ
မြန်မာဘာသာ မင်္ဂလာပါ
ភាសាខ្មែរ សួស្តី។
བོད་སྐད། བཀྲ་ཤིས་བདེ་ལེགས།
ქართული გამარჯობა ᲥᲐᲠᲗᲣᲚᲘ
Հայերեն բարեւ ԵՎ և
አማርኛ ሰላም ነው። ትግርኛ፡
ᏣᎳᎩ ꮳꮃꭹ
ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ
你好,世界!我想吃火锅。今天天气怎么样?
繁體中文:電腦、網路「引號」《書名》……
日本語のテキスト。カタカナとひらがな、がぎぐげご パピプペポ ヴ
コンニチハ 半角カタカナ ガギグ パピプ
안녕하세요 세계! 대한민국 값 닭 뷁
한글 각 갑
ﺍﻟﺴﻼﻡ ﻋﻠﻴﻜﻢ
Ａｌｌ ｆｕｌｌ－ｗｉｄｔｈ，１２３！ＡＢＣ
ﬁne eﬀort oﬃce ﬂoor ﬅ ﬆ ǆ Ǆ ǅ ĳ Ĳ ŉ ſ ẛ
𝐁𝐨𝐥𝐝 𝑰𝒕𝒂𝒍𝒊𝒄 𝔉𝔯𝔞𝔨𝔱𝔲𝔯 𝕯 ℌℍℝℤ ™ ℠ № ℡ ½ ⅓ ² ³ ⁴ ₅
K Å Ω ℓ ℮ Ⅷ ⅷ ⓐ Ⓐ ㈱ ㍿ ㎏ ㎡ ㋿
𐐀𐐁𐐂 𐐨𐐩𐐪 𞤀𞤁𞤢 𐲀𐳀 Ⰰⰰ Ⲁⲁ
👍🏽 👩‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇫🇷 ❤️‍🔥 ☎️ ☎ 1️⃣ #️⃣ 🫠 🧑🏿‍🚀
:) ;-) ^_^ ¯\\_(ツ)_/¯ (╯°□°)╯︵ ┻━┻ ʕ•ᴥ•ʔ
→ ← ⇒ ∀x∈ℝ: ⌈x⌉ ≠ ∅ ∑∏∫√∞ ≤≥ ± × ÷ ¬ ≮ ⊄
€100 £5 ¥300 ₹20 ₿1 ¢ ¤ 50% 20‰ §5 ¶ © ® ° µ · ¸ ´ ` ¨ ¯
“smart” ‘quotes’ „low‟ «guillemets» ‹x› – — ― … ‥ • ‣ † ‡ ‽ ⁇ ⸮
a-b a‐b a‑b a‒b a–b a—b a−b a~b a_b a/b a\\b a|b a+b a=b a<b a>b a^b a`b a$b a&b a@b a#b
It's John's 'quoted' rock'n'roll y'all'd've don’t won’t
1234567890 3.14159 1,000,000 0x1F 1e-9 12:30 2024-02-29 +49(0)30/123456
supercalifragilisticexpialidocious pneumonoultramicroscopicsilicovolcanoconiosis antidisestablishmentarianism
Z̷̢a̸l̶g̵o̴ t̷e̸x̶t̵ H̴̡̪̯ͨ͊̽̅̾Ȩ̬̩̾͛ͪ̈́̀́͘ ̶̧̨̱̹̭̯ͧ̾ͬC̷̙
""".strip("\n").split("\n")

SPECIALS = """
[CLS]|[SEP]|[MASK]|[PAD]|[UNK]|[cls]|[mask]|[Mask]|[ MASK ]|[MASK|MASK]|[[MASK]]|[MASK][MASK]|a[SEP]b|a [SEP] b|[CLS] hi [SEP]|x[UNK]y
[UNK][PAD]|[SEP].|.[SEP]|[CL S]|[C\u200bLS]|[CLS\u0301]|\u0301[CLS]|é[MASK]é|[MASK]\u0301 x|[SEP]\n[SEP]|[unused1]|[unused99]|##ing|## ing|##|#|a##b
[CLS[CLS[CLS]|[[[[[[|]]]]]]|[MASKED]|<mask>|</s>|<s>hello</s>|[PAD] [PAD] [PAD]|[Sep]|[SEP]é|中[MASK]文|[ＭＡＳＫ]|[MASK\u200d]
""".replace("\n", "|").strip("|").split("|")

# Ranges that a random scalar is taken from, by kind.
BLOCKS = {
    "ascii": [(0x20, 0x7E)], "control": [(0x00, 0x1F), (0x7F, 0x9F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF)],
    "space": [(0x09, 0x0D), (0x20, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x180E, 0x180E), (0x2000, 0x200A),
              (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000)],
    "latin": [(0xA0, 0x24F), (0x1E00, 0x1EFF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF), (0xAB30, 0xAB6F)],
    "mark": [(0x300, 0x36F), (0x483, 0x489), (0x591, 0x5C7), (0x64B, 0x65F), (0x8CA, 0x8FF), (0x1AB0, 0x1ACE), (0x1DC0, 0x1DFF),
             (0x20D0, 0x20F0), (0x302A, 0x302F), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0x1D165, 0x1D172), (0xE0100, 0xE010F), (0x3099, 0x309A)],
    "greek": [(0x370, 0x3FF), (0x1F00, 0x1FFF)], "cyrillic": [(0x400, 0x52F), (0x1C80, 0x1C8A), (0xA640, 0xA69F)],
    "semitic": [(0x590, 0x6FF), (0x700, 0x74F), (0x750, 0x77F), (0x7C0, 0x85F), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFF)],
    "indic": [(0x900, 0xDFF)], "asian": [(0xE00, 0x109F), (0x1780, 0x18AF), (0x1900, 0x1AFF), (0x1B00, 0x1C7F)],
    "hangul": [(0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xFFA0, 0xFFDC)],
    "kana": [(0x3040, 0x30FF), (0x31F0, 0x31FF), (0xFF65, 0xFF9F), (0x1B000, 0x1B16F)],
    "cjk": [(0x4E00, 0x4E80), (0x3400, 0x3420), (0x9FF0, 0x9FFF), (0x2E80, 0x2FDF), (0x3000, 0x303F), (0x3200, 0x33FF)],
    "cjkext": [(0x20000, 0x20010), (0x2A6D0, 0x2A6FF), (0x2A700, 0x2A710), (0x2B730, 0x2B750), (0x2B810, 0x2B830), (0x2B910, 0x2B930),
               (0x2CEA0, 0x2CEB8), (0xF900, 0xFAFF), (0x2F800, 0x2FA1D), (0x30000, 0x30010)],
    "symbol": [(0x2000, 0x2BFF), (0x2E00, 0x2E7F), (0x1F000, 0x1F2FF)], "emoji": [(0x1F300, 0x1FAFF), (0x2600, 0x27BF), (0x200D, 0x200D), (0xFE0F, 0xFE0F)],
    "fullwidth": [(0xFF00, 0xFFEF)], "private": [(0xE000, 0xE010), (0xF8F0, 0xF8FF), (0xF0000, 0xF0005), (0x10FFF0, 0x10FFFF)],
    "odd": [(0xFFF0, 0xFFFF), (0x378, 0x379), (0x1FFFE, 0x1FFFF), (0xFDD0, 0xFDEF), (0x2FE0, 0x2FEF), (0x40000, 0x40004), (0xE0000, 0xE007F)],
    "historic": [(0x10000, 0x107FF), (0x10800, 0x10FFF), (0x11000, 0x11FFF), (0x12000, 0x12050), (0x13000, 0x13030), (0x16800, 0x16FFF),
                 (0x1E000, 0x1E2FF), (0x1E900, 0x1E95F)],
    "math": [(0x1D400, 0x1D7FF), (0x2100, 0x218F), (0x1D000, 0x1D0FF)], "georgian": [(0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x13A0, 0x13FF), (0xAB70, 0xABBF)],
}


def scalars(rng, kind, count):
    found = []
    for _ in range(count):
        low, high = rng.choice(BLOCKS[kind])
        found.append(chr(rng.randint(low, high)))
    return "".join(found)


def misspelled(rng, text):
    letters = list(text)
    for _ in range(max(1, len(letters) // 12)):
        i = rng.randrange(len(letters))
        change = rng.randrange(6)
        if change == 0:
            del letters[i]
        elif change == 1:
            letters.insert(i, letters[i])
        elif change == 2 and i + 1 < len(letters):
            letters[i], letters[i + 1] = letters[i + 1], letters[i]
        elif change == 3:
            letters[i] = letters[i].swapcase()
        elif change == 4:
            letters.insert(i, rng.choice(" \t\u00a0\u200b.,'-\u0301\u0308"))
        else:
            letters[i] = rng.choice("abcdefghijklmnopqrstuvwxyzéß中ä")
        if not letters:
            return "x"
    return "".join(letters)


def long_words():
    found = []
    for count in (1, 50, 99, 100, 101, 102, 130):
        found += ["a" * count, "é" * count, "e\u0301" * count, "b" * count + "\u0301", "ß" * count, "x" * (count - 1) + "İ"]
    found += ["ab" * 50, "ab" * 50 + "c", "ﬁ" * 100, "한" * 33 + "a", "한" * 34, "각" * 33 + "b", "-" * 101, "中" * 20, "\u200b" * 101 + "a" * 100]
    found += ["a" * 100 + "." + "b" * 101, "\u302e\u0327" * 12, "a" + "\u0327\u302e\u0301\u302f" * 12, "\U0001d165\u0301\u302a\u0334" * 8]
    return found


def strings():
    rng = random.Random(20240229)
    found = ["", " ", "\n", "\t \r\n", "\u00a0\u3000", "\ufeff", "\ufeffhello", "hello\ufeff", "\u0000", "a\u0000b", "\ufffd", "a\ufffdb", "\u0301"]
    found += SENTENCES + SPECIALS + long_words()
    found += [s.upper() for s in SENTENCES[::4]] + [s.lower() for s in SENTENCES[1::5]] + [s.title() for s in SENTENCES[2::5]]
    kinds = sorted(BLOCKS)
    for kind in kinds:
        found += [scalars(rng, kind, rng.randint(1, 9)) for _ in range(24)]
        found += ["".join(rng.choice(["a", "b ", "", "Z", ".", "1"]) + c for c in scalars(rng, kind, rng.randint(2, 6))) for _ in range(12)]
        found += ["".join(c + rng.choice(["\u0301", "\u0308", "\u0327", "\u200d", "", "\ufe0f"]) for c in scalars(rng, kind, 4)) for _ in range(6)]
    for _ in range(400):
        found.append("".join(scalars(rng, rng.choice(kinds), 1) for _ in range(rng.randint(2, 12))))
    for _ in range(290):
        found.append(" ".join(scalars(rng, rng.choice(kinds), rng.randint(1, 4)) for _ in range(rng.randint(1, 4))))
    for _ in range(400):
        words = rng.choice(SENTENCES).split()
        i = rng.randrange(len(words))
        found.append(misspelled(rng, " ".join(words[i:i + rng.randint(1, 6)])))
    for _ in range(160):
        pieces = [rng.choice(SPECIALS) if rng.random() < 0.4 else rng.choice(rng.choice(SENTENCES).split()) for _ in range(rng.randint(2, 5))]
        found.append(rng.choice(["", " ", "  ", "\n", "\u3000"]).join(pieces))
    for _ in range(110):
        found.append("".join(rng.choice("..,,!?-'\"()[]{}<>@#$%^&*+=/\\|`~_:; aB1") for _ in range(rng.randint(2, 14))))
    for _ in range(160):
        a, b = rng.choice(SENTENCES), rng.choice(SENTENCES)
        found.append(a[:rng.randint(1, 14)] + rng.choice([" ", "\n", "\r\n", "", "\u2029"]) + b[-rng.randint(1, 14):])
    unique = list(dict.fromkeys(found))
    assert len(unique) >= 2500, len(unique)
    return unique
