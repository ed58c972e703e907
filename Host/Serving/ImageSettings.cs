using System.ComponentModel.DataAnnotations;
using DataLab.Formats;
using DataLab.Sia;
using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Serving;

/// <summary>Section <c>Images</c> of the configuration.</summary>
internal static class ImageSettings
{
    public const string Section = "Images";

    /// <exception cref="ServiceException">UsageError: a setting is not what it must be.</exception>
    public static ImageOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<ImageOptions>() ?? new ImageOptions();
        try
        {
            Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        }
        catch (ValidationException e)
        {
            throw new ServiceException(ErrorKind.UsageError, $"{Section}: {e.Message}", e);
        }
        if (!string.IsNullOrEmpty(options.Folder) && !Path.IsPathFullyQualified(options.Folder))
            throw new ServiceException(
                ErrorKind.UsageError,
                $"Images:Folder takes an absolute path, not \"{options.Folder}\"."
            );
        return options;
    }
}
