using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HwbcPortal.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class PreviousExperience : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "ClaimId",
                table: "PriorExperience",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Criteria",
                table: "PriorExperience",
                type: "nvarchar(2000)",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ExperienceClaims",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CoachId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    To = table.Column<DateOnly>(type: "date", nullable: true),
                    Employer = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Description = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
                    MadeById = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    MadeUtc = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExperienceClaims", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ExperienceClaims_Coaches_CoachId",
                        column: x => x.CoachId,
                        principalTable: "Coaches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ExperienceClaims_People_MadeById",
                        column: x => x.MadeById,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_PriorExperience_ClaimId",
                table: "PriorExperience",
                column: "ClaimId");

            migrationBuilder.CreateIndex(
                name: "IX_ExperienceClaims_CoachId",
                table: "ExperienceClaims",
                column: "CoachId");

            migrationBuilder.CreateIndex(
                name: "IX_ExperienceClaims_MadeById",
                table: "ExperienceClaims",
                column: "MadeById");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ExperienceClaims");

            migrationBuilder.DropIndex(
                name: "IX_PriorExperience_ClaimId",
                table: "PriorExperience");

            migrationBuilder.DropColumn(
                name: "ClaimId",
                table: "PriorExperience");

            migrationBuilder.DropColumn(
                name: "Criteria",
                table: "PriorExperience");
        }
    }
}
