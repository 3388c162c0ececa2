using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cartwright;

/// <summary>
/// Binds a section of the configuration to its options. A value of the wrong kind and one out of its
/// <see cref="RangeAttribute"/> stop the start-up with a sentence that says what to set.
/// </summary>
public static partial class Settings
{
    public static OptionsBuilder<TOptions> AddSettings<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<TOptions>>(new Ranges<TOptions>(section)));
        return services.AddOptions<TOptions>()
            .Configure<IConfiguration>((options, configuration) => Bind(options, configuration.GetSection(section)))
            .ValidateOnStart();
    }

    /// <exception cref="OptionsValidationException">A value is of the wrong kind.</exception>
    public static void Bind<TOptions>(TOptions options, IConfigurationSection section)
        where TOptions : class
    {
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException wrong) when (PathOf().Match(wrong.Message) is { Success: true } found)
        {
            var path = found.Groups["path"].Value;
            var property = typeof(TOptions).GetProperty(
                path.Split(':')[^1], BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            throw new OptionsValidationException(
                section.Path, typeof(TOptions),
                [$"Set {path} to {(property is null ? "another value" : Wanted(property))}."]);
        }
    }

    private static string Wanted(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return property.GetCustomAttribute<RangeAttribute>() is { } range
                ? string.Create(CultureInfo.InvariantCulture, $"a number from {range.Minimum} to {range.Maximum}")
            : property.GetCustomAttribute<StringLengthAttribute>() is { } length
                ? string.Create(CultureInfo.InvariantCulture, $"at most {length.MaximumLength} characters")
            : type.IsEnum ? string.Join(" or ", Enum.GetNames(type))
            : type == typeof(bool) ? "true or false"
            : type == typeof(Uri) ? "an address such as https://shop.example/"
            : type == typeof(TimeSpan) ? "a time such as 00:00:30"
            : "a number";
    }

    private sealed class Ranges<TOptions>(string section) : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            string[] wrong =
            [
                .. typeof(TOptions).GetProperties()
                    .Where(property => IsWrong(property, property.GetValue(options)))
                    .Select(property => $"Set {section}:{property.Name} to {Wanted(property)}."),
            ];
            return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
        }
    }

    /// <summary>The binder takes any number for an enum.</summary>
    private static bool IsWrong(PropertyInfo property, object? value) =>
        property.GetCustomAttributes<ValidationAttribute>().Any(rule => !rule.IsValid(value))
        || (value is Enum && !Enum.IsDefined(value.GetType(), value));

    /// <summary>The binder tells the setting in its message only.</summary>
    [GeneratedRegex(" at '(?<path>[^']+)' to type ", RegexOptions.CultureInvariant)]
    private static partial Regex PathOf();
}
