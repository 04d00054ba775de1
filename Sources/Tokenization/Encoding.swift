/// One text as a model reads it.
package struct Encoding: Equatable, Sendable {
    /// Token ids, the template's special tokens included.
    package var ids: [Int32]
    /// Whether content was left out to keep to a maximum length.
    package var isTruncated: Bool

    package init(ids: [Int32], isTruncated: Bool) {
        self.ids = ids
        self.isTruncated = isTruncated
    }
}

/// One text as overlapping windows, each of which a model can read.
package struct WindowedEncoding: Equatable, Sendable {
    /// At least one; each has the template's special tokens.
    package var windows: [[Int32]]
    /// Content and special tokens of the whole text as one sequence, before any truncation.
    package var totalTokens: Int
    /// Whether content beyond a maximum length is in no window.
    package var isTruncated: Bool

    package init(windows: [[Int32]], totalTokens: Int, isTruncated: Bool) {
        self.windows = windows
        self.totalTokens = totalTokens
        self.isTruncated = isTruncated
    }
}

extension SpecialTokenTemplate {
    /// The content between the special tokens.
    func wrap(_ content: ArraySlice<Int32>) -> [Int32] {
        var ids: [Int32] = []
        ids.reserveCapacity(count + content.count)
        ids.append(contentsOf: prefix)
        ids.append(contentsOf: content)
        ids.append(contentsOf: suffix)
        return ids
    }

    /// Parts of `content` that hold `size` ids each, the last one maybe fewer; two neighbours share `stride` of them.
    ///
    /// Source: `Encoding::truncate` of Hugging Face `tokenizers`: parts start every `size - stride` ids, until one reaches the end.
    func windows(_ content: ArraySlice<Int32>, size: Int, stride: Int) -> [[Int32]] {
        var windows: [[Int32]] = []
        var start = content.startIndex
        while true {
            let end = min(start + size, content.endIndex)
            windows.append(wrap(content[start..<end]))
            if end == content.endIndex { return windows }
            start += size - stride
        }
    }
}
