using System.Text.Json.Serialization;

namespace Cartwright.Web;

[JsonSerializable(typeof(string))]
internal sealed partial class WebJson : JsonSerializerContext;
