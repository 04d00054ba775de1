import JSONParsing

/// `value` with what stands at `place` replaced, or removed where `new` is nil. A place is written `single.1.Sequence`.
func replacing(_ place: String, in value: JSONValue, _ new: JSONValue?) -> JSONValue {
    replacing(place.split(separator: ".").map(String.init)[...], in: value, new)
}

func replacing(_ place: ArraySlice<String>, in value: JSONValue, _ new: JSONValue?) -> JSONValue {
    guard let key = place.first else { return new ?? JSONValue.null }
    let isLast = place.count == 1
    switch value {
    case .object(var object):
        let child = object[key] ?? JSONValue.null
        object[key] = isLast && new == Optional.none ? Optional.none : .some(replacing(place.dropFirst(), in: child, new))
        return .object(object)
    case .array(var elements):
        guard let index = Int(key), elements.indices.contains(index) else { return value }
        if isLast, new == Optional.none {
            elements.remove(at: index)
        } else {
            elements[index] = replacing(place.dropFirst(), in: elements[index], new)
        }
        return .array(elements)
    default: return value
    }
}

/// The places of everything inside `value`.
func places(in value: JSONValue) -> [[String]] {
    let children: [(String, JSONValue)] =
        switch value {
        case .object(let object): object.members.map { ($0.key, $0.value) }
        case .array(let elements): elements.enumerated().map { (String($0.offset), $0.element) }
        default: []
        }
    return children.flatMap { key, child in [[key]] + places(in: child).map { [key] + $0 } }
}
